import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Authorization codes that arrived in another browser than the one in which the consent began. They are encrypted until
 * the principal who began the consent confirms it. Only a hash of the confirmation is stored, so that no reader can
 * complete a consent with what is read here.
 */
export class OAuthConfirmations1795400013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE oauth_confirmations (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        confirmation_hash bytea NOT NULL,
        provider text NOT NULL,
        began_by text NOT NULL,
        request jsonb NOT NULL,
        kid text NOT NULL,
        wrapped_key bytea NOT NULL,
        ciphertext bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, id, provider),
        CONSTRAINT oauth_confirmations_once UNIQUE (tenant_id, confirmation_hash)
      )`);
    await runner.query(`CREATE INDEX oauth_confirmations_by_expiry ON oauth_confirmations (expires_at)`);
    await runner.query(`CALL isolate_tenants('oauth_confirmations')`);
    // NOT VALID: consents that an earlier release began without a cookie can still be confirmed. They expire within
    // minutes.
    await runner.query(`
      ALTER TABLE oauth_states ADD CONSTRAINT oauth_states_bound CHECK (browser_hash IS NOT NULL) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
