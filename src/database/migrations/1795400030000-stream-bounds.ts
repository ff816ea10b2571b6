import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a stream was last listed, for what its changes do not show; until when one that the account may not read is left
 * alone; and how many of its objects cannot be kept, for comparing counts with the provider.
 */
export class StreamBounds1795400030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sync_states ADD COLUMN listed_at timestamptz, ADD COLUMN unavailable_until timestamptz,
        ADD COLUMN left_out bigint NOT NULL DEFAULT 0`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
