import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Consents to revoke at their provider after an account is disconnected. Only a worker can see whether another tenant
 * still needs the consent. So the API stores the encrypted credentials here, in the disconnecting transaction. The
 * primary key is the place that is authenticated with the secret, as in every table of secrets.
 */
export class ConsentRevocations1795400022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE consent_revocations (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        field text NOT NULL,
        kid text NOT NULL,
        wrapped_key bytea NOT NULL,
        ciphertext bytea NOT NULL,
        attempts smallint NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, integration_id, field),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX consent_revocations_due ON consent_revocations (due_at)`);
    await runner.query(`CALL isolate_tenants('consent_revocations')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
