import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Claims find the targets in doubt of each integration by this index, however many others are due before them. */
export class DoubtsFirst1795400092000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outbound_targets_lanes');
    await runner.query(`
      CREATE INDEX outbound_targets_lanes ON outbound_targets (tenant_id, job, integration_id, in_doubt, due_at)
      WHERE status IN ('pending', 'sending') AND NOT deferred`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
