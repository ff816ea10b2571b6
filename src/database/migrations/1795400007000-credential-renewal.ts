import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Only one process at a time refreshes the token of an integration. The version counts replacements of the credentials,
 * so a process that waited for a refresh can see that it happened. `renewing_until` is the lease of the refreshing
 * process, by the database's clock.
 */
export class CredentialRenewal1795400007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE integrations
        ADD COLUMN credentials_version integer NOT NULL DEFAULT 0,
        ADD COLUMN renew_at timestamptz,
        ADD COLUMN renewing_until timestamptz,
        ADD COLUMN connected_at timestamptz NOT NULL DEFAULT now()`);
    await runner.query(`UPDATE integrations SET connected_at = created_at`);
    await runner.query(`CREATE INDEX integrations_to_renew ON integrations (renew_at) WHERE renew_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
