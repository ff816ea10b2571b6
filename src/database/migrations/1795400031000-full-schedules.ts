import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A schedule brings changes, and reads everything again from time to time. */
export class FullSchedules1795400031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sync_schedules
        ADD COLUMN full_every_seconds integer CHECK (full_every_seconds > 0),
        ADD COLUMN next_full_at timestamptz,
        ADD CHECK ((full_every_seconds IS NULL) = (next_full_at IS NULL))`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
