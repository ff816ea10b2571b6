import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes for lists and retention. The index of dead events is ordered by id over all tenants, as administrators list
 * them. It adds no cost for other events.
 *
 * IF NOT EXISTS: on a large table an operator builds them beforehand without blocking writes (docs/operations.md).
 */
export class ListIndexes1795400024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX IF NOT EXISTS webhook_events_dead_by_id ON webhook_events (id, tenant_id) WHERE status = 'dead'`);
    await runner.query(`DROP INDEX IF EXISTS webhook_events_dead`);
    await runner.query(`
      CREATE INDEX IF NOT EXISTS sync_runs_dead_by_id ON sync_runs (id) WHERE status = 'failed' AND NOT discarded`);
    await runner.query(`
      CREATE INDEX IF NOT EXISTS sync_runs_by_end ON sync_runs (finished_at, id) WHERE finished_at IS NOT NULL`);
    await runner.query(`CREATE INDEX IF NOT EXISTS audit_log_by_id ON audit_log (id)`);
    await runner.query(`CREATE INDEX IF NOT EXISTS integrations_by_id ON integrations (id)`);
    await runner.query(`
      CREATE INDEX IF NOT EXISTS provider_usage_by_day_and_tenant ON provider_usage (day, tenant_id, provider)`);
    await runner.query(`DROP INDEX IF EXISTS provider_usage_by_day`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
