import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a walk leaves out while the rest of it is kept: single objects, and streams that the provider refused beside others.
 * Written with the page, so that a crash before the run ends forgets nothing. `advanced_at` tells how long a run has made no
 * progress.
 */
export class LeftOutRecords1795400029000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sync_slices ADD COLUMN left_out jsonb, ADD COLUMN refused jsonb,
        ADD COLUMN advanced_at timestamptz NOT NULL DEFAULT now(),
        DROP CONSTRAINT sync_slices_status_check,
        ADD CONSTRAINT sync_slices_status_check CHECK (status IN ('open', 'done', 'failed', 'unavailable'))`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
