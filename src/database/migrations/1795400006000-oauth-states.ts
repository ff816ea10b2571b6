import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Consents in progress. Only hashes are stored, so that no reader can complete a consent with what is read here. */
export class OAuthStates1795400006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE oauth_states (
        tenant_id uuid NOT NULL,
        state_hash bytea NOT NULL,
        provider text NOT NULL,
        began_by text NOT NULL,
        browser_hash bytea,
        request jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, state_hash)
      )`);
    await runner.query(`CREATE INDEX oauth_states_by_expiry ON oauth_states (expires_at)`);
    await runner.query(`CALL isolate_tenants('oauth_states')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
