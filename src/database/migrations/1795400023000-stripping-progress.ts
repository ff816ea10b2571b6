import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Progress of stripping stored data. There is one row for each table and version of the rules. Without a row, the work
 * has not begun. The rows belong to no tenant.
 */
export class StrippingProgress1795400023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stripping_progress (
        target text NOT NULL,
        rules text NOT NULL,
        pass smallint NOT NULL DEFAULT 1,
        position jsonb,
        rows_seen bigint NOT NULL DEFAULT 0,
        rows_stripped bigint NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        PRIMARY KEY (target, rules)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
