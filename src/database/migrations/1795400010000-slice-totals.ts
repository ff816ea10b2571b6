import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the provider counted when a walk through changes ended; kept so that a crash before the comparison loses nothing. */
export class SliceTotals1795400010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_slices ADD COLUMN totals jsonb`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
