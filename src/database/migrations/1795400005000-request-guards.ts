import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RequestGuards1795400005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        tenant_id uuid NOT NULL,
        caller text NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        kid text,
        wrapped_key bytea,
        ciphertext bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, caller, key)
      )`);
    await runner.query(`CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)`);
    await runner.query(`CALL isolate_tenants('idempotency_keys')`);

    // Signatures and nonces of internal services. Version 1 does not sign the tenant, so a replay under another tenant
    // must be refused too. Therefore these rows belong to no tenant.
    await runner.query(`
      CREATE TABLE request_replays (
        service text NOT NULL,
        token bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (service, token)
      )`);
    await runner.query(`CREATE INDEX request_replays_by_expiry ON request_replays (expires_at)`);

    await runner.query(`
      CREATE TABLE queue_pauses (
        queue text PRIMARY KEY,
        paused_at timestamptz NOT NULL DEFAULT now(),
        paused_by text NOT NULL
      )`);

    await runner.query(`
      CREATE TABLE audit_log (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        target text,
        detail jsonb NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query(`CALL isolate_tenants('audit_log')`);

    await runner.query(`
      CREATE TABLE provider_usage (
        tenant_id uuid NOT NULL,
        provider text NOT NULL,
        day date NOT NULL,
        api_calls bigint NOT NULL DEFAULT 0,
        records bigint NOT NULL DEFAULT 0,
        webhooks bigint NOT NULL DEFAULT 0,
        bytes bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id, provider, day)
      )`);
    await runner.query(`CALL isolate_tenants('provider_usage')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
