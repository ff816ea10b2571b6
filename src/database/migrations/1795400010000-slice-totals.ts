import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The provider's count at the end of a walk through changes. It is stored, so that a crash before the comparison loses
 * nothing.
 */
export class SliceTotals1795400010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_slices ADD COLUMN totals jsonb`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
