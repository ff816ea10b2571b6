import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The same expressions as in src/work/table/due.sql.ts. */
const READY_TENANT = `(CASE WHEN NOT deferred THEN tenant_id END)`;
const READY_JOB = `(CASE WHEN NOT deferred THEN job END)`;
const LAST_HINT = `(CASE WHEN hinted_at IS NULL THEN '-infinity'::timestamptz ELSE hinted_at END)`;

/**
 * Separates rows of work that are due later from rows that are due now (docs/adr/0014). One index of open rows replaces
 * another, so that storing a delivery costs the same as before.
 *
 * IF NOT EXISTS: on a large table an operator builds them beforehand without blocking writes (docs/operations.md).
 */
export class DeferredWork1795400026000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['webhook_events', 'sync_runs']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS deferred boolean NOT NULL DEFAULT false`);
    }
    await runner.query(`
      CREATE INDEX IF NOT EXISTS webhook_events_open ON webhook_events (${READY_TENANT}, due_at, ${LAST_HINT})
      WHERE status IN ('received', 'processing')`);
    await runner.query(`DROP INDEX IF EXISTS webhook_events_due`);
    // In addition to `sync_runs_due`, which counts the runs of one tenant.
    await runner.query(`
      CREATE INDEX IF NOT EXISTS sync_runs_open ON sync_runs (${READY_JOB}, ${READY_TENANT}, due_at, ${LAST_HINT})
      WHERE status IN ('queued', 'running')`);
    await runner.query(`SELECT set_config('app.scope', 'system', true)`);
    await runner.query(`
      UPDATE webhook_events SET deferred = true WHERE status IN ('received', 'processing') AND due_at > now()`);
    await runner.query(`UPDATE sync_runs SET deferred = true WHERE status IN ('queued', 'running') AND due_at > now()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
