import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Values that need a walk over all tenants. One process computes them for all processes. They are sums and name no
 * tenant.
 */
export class SharedGauges1795400027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shared_gauges (
        name text PRIMARY KEY,
        value jsonb NOT NULL,
        took_ms integer NOT NULL,
        computed_at timestamptz NOT NULL
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
