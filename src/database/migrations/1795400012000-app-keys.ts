import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys that this service has created for itself. They are encrypted with ENCRYPTION_KEYS but stay the same when those
 * change. They belong to no tenant, so the table has no row-level security.
 */
export class AppKeys1795400012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE app_keys (
        purpose text NOT NULL,
        generation integer NOT NULL,
        kid text NOT NULL,
        wrapped_key bytea NOT NULL,
        ciphertext bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (purpose, generation)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
