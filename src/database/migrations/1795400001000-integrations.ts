import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Integrations1795400001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE integrations (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        provider text NOT NULL,
        name text NOT NULL,
        venue_id text,
        environment text NOT NULL CHECK (environment IN ('production', 'sandbox')),
        livemode boolean,
        status text NOT NULL CHECK (status IN ('connected', 'needs_reauth', 'error', 'paused', 'disconnected')),
        auth_method text NOT NULL,
        external_account_id text NOT NULL,
        scopes text[] NOT NULL DEFAULT '{}',
        settings jsonb NOT NULL DEFAULT '{}',
        last_sync_at timestamptz,
        last_error jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX integrations_account_once ON integrations (tenant_id, provider, external_account_id)
      WHERE status <> 'disconnected'`);
    // Routes a webhook of the platform: from the provider's account to every tenant that connected it.
    await runner.query(`
      CREATE INDEX integrations_by_account ON integrations (provider, external_account_id)
      WHERE status <> 'disconnected'`);
    await runner.query(`CALL isolate_tenants('integrations')`);

    await runner.query(`
      CREATE TABLE integration_credentials (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        field text NOT NULL,
        kid text NOT NULL,
        wrapped_key bytea NOT NULL,
        ciphertext bytea NOT NULL,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, integration_id, field),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('integration_credentials')`);

    await runner.query(`
      CREATE TABLE webhook_endpoints (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        integration_id uuid NOT NULL,
        provider text NOT NULL,
        token_hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        rotated_at timestamptz,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX webhook_endpoints_by_token ON webhook_endpoints (token_hash)`);
    await runner.query(`CALL isolate_tenants('webhook_endpoints')`);

    await runner.query(`
      CREATE TABLE webhook_endpoint_secrets (
        tenant_id uuid NOT NULL,
        endpoint_id uuid NOT NULL,
        id uuid NOT NULL,
        kid text NOT NULL,
        wrapped_key bytea NOT NULL,
        ciphertext bytea NOT NULL,
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, endpoint_id, id),
        FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CALL isolate_tenants('webhook_endpoint_secrets')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
