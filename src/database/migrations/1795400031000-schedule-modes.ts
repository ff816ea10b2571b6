import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An integration may have two schedules of a sync type: one that brings changes, and a slow one that reads all again. */
export class ScheduleModes1795400031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sync_schedules
        ADD COLUMN mode text NOT NULL DEFAULT 'incremental' CHECK (mode IN ('incremental', 'full')),
        DROP CONSTRAINT sync_schedules_pkey,
        ADD PRIMARY KEY (tenant_id, integration_id, sync_type, mode)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
