import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A person has said that another object is made, and nothing was sent since. Its last request has come to nothing, after which an
 * object is looked for. The number that is left out says that none is.
 */
const LEAVE_NUMBER_SQL = `
  UPDATE outbound_targets t SET operation = t.operation + 1
  FROM (
    SELECT a.tenant_id, split_part(a.target, '/', 2)::uuid AS target_id, max(a.at) AS at FROM audit_log a
    WHERE a.action = 'outbound_target.resolved' AND a.detail->>'action' = 'create' GROUP BY 1, 2) d
  WHERE t.tenant_id = d.tenant_id AND t.id = d.target_id AND t.external_id IS NULL AND EXISTS (
    SELECT FROM outbound_operations o WHERE o.tenant_id = t.tenant_id AND o.target_id = t.id AND o.operation = t.operation
      AND o.status IN ('failed', 'superseded') AND o.last_sent_at <= d.at)`;

/** What a person has said to be made is made, also if an earlier build has stored that. */
export class CreatedByHand1795400091000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT set_config('app.scope', 'system', true)`);
    await runner.query(LEAVE_NUMBER_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
