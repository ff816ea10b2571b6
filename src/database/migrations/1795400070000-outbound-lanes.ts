import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Claims find the due targets of each integration by this index, so those of an integration that cannot take any now are not
 * read.
 */
export class OutboundLanes1795400070000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX outbound_targets_lanes ON outbound_targets (tenant_id, job, integration_id, due_at)
      WHERE status IN ('pending', 'sending') AND NOT deferred`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
