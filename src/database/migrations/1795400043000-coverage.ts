import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A schedule for each integration that was connected before new ones got one. An integration that has a schedule keeps
 * what its tenant chose, and so does one whose schedule of everything a person deleted. The first runs are spread over a
 * day, and over a week where they read everything, because an account that was not synced for long is listed again.
 */
export const DEFAULT_SCHEDULES_SQL = `
  INSERT INTO sync_schedules (tenant_id, integration_id, sync_type, every_seconds, next_at, full_every_seconds,
    next_full_at)
  SELECT i.tenant_id, i.id, 'all', 900, now() + random() * interval '1 day', 604800,
    now() + interval '1 day' + random() * interval '7 days'
  FROM integrations i
  WHERE i.status <> 'disconnected'
    AND NOT EXISTS (SELECT FROM sync_schedules s WHERE s.tenant_id = i.tenant_id AND s.integration_id = i.id)
    AND NOT EXISTS (SELECT FROM audit_log a WHERE a.tenant_id = i.tenant_id AND a.action = 'schedule.removed'
      AND a.target = i.id::text || '/all')
  ON CONFLICT DO NOTHING`;

/**
 * What may be missing of an integration, and what tells that its webhooks no longer arrive. Dead notifications are listed
 * for administrators, and can be discarded.
 */
export class Coverage1795400043000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE coverage_gaps (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        stream text NOT NULL,
        reason text NOT NULL,
        provider text NOT NULL,
        from_at timestamptz,
        to_at timestamptz,
        detected_at timestamptz NOT NULL DEFAULT now(),
        retry_at timestamptz,
        PRIMARY KEY (tenant_id, integration_id, stream, reason),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX coverage_gaps_due ON coverage_gaps (retry_at) WHERE retry_at IS NOT NULL`);
    await runner.query(`CALL isolate_tenants('coverage_gaps')`);

    await runner.query(`
      CREATE TABLE webhook_watches (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        event_at timestamptz,
        changed_at timestamptz,
        due_at timestamptz,
        PRIMARY KEY (tenant_id, integration_id),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX webhook_watches_due ON webhook_watches (due_at) WHERE due_at IS NOT NULL`);
    await runner.query(`CALL isolate_tenants('webhook_watches')`);

    await runner.query(`ALTER TABLE notifications ADD COLUMN discarded boolean NOT NULL DEFAULT false`);
    await runner.query(`
      CREATE INDEX IF NOT EXISTS notifications_dead_by_id ON notifications (id)
      WHERE status = 'dead' AND NOT discarded`);

    await runner.query(`SELECT set_config('app.scope', 'system', true)`);
    await runner.query(DEFAULT_SCHEDULES_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
