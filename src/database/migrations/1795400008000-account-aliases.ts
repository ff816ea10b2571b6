import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenant of events whose account no integration knows. */
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/** Like the former function, but an event finds its integration by any name of the account, once for each tenant. */
const RECEIVE = `
  CREATE OR REPLACE FUNCTION receive_webhook_events(providers text[], endpoints text[], tenants uuid[], targets uuid[],
    dedupe_keys text[], event_ids text[], types text[], accounts text[], livemodes boolean[], sizes integer[], bodies bytea)
  RETURNS TABLE (n integer, tenant_id uuid, id uuid, integration_id uuid, fresh boolean, open boolean)
  LANGUAGE plpgsql AS $fn$
  #variable_conflict use_column
  BEGIN
    PERFORM set_config('app.scope', 'system', true);
    RETURN QUERY
    WITH incoming AS MATERIALIZED (
      SELECT e.*, coalesce(e.tenant, i.tenant_id, '${NO_TENANT}'::uuid) AS owner, coalesce(e.target, i.id) AS known
      FROM (
        SELECT *, sum(size) OVER (ORDER BY position) - size AS skip
        FROM unnest(providers, endpoints, tenants, targets, dedupe_keys, event_ids, types, accounts, livemodes, sizes)
          WITH ORDINALITY AS
          u(provider, endpoint, tenant, target, dedupe_key, event_id, type, account, livemode, size, position)
      ) e
      LEFT JOIN LATERAL (
        SELECT DISTINCT ON (called.tenant_id) called.tenant_id, called.id
        FROM (
          SELECT tenant_id, id, livemode, status FROM integrations
          WHERE provider = e.provider AND external_account_id = e.account AND status <> 'disconnected'
          UNION ALL
          SELECT o.tenant_id, o.id, o.livemode, o.status FROM integration_aliases a
          JOIN integrations o ON o.tenant_id = a.tenant_id AND o.id = a.integration_id
          WHERE a.provider = e.provider AND a.alias = e.account
        ) called
        WHERE e.tenant IS NULL AND called.status <> 'disconnected'
          AND (called.livemode IS NULL OR e.livemode IS NULL OR called.livemode = e.livemode)
        ORDER BY called.tenant_id, called.id
      ) i ON true
    ), received AS (
      INSERT INTO webhook_events AS w (tenant_id, id, endpoint, dedupe_key, provider, integration_id, account, event_id,
        type, status, due_at, hinted_at, received_at, received_on, processed_at, error)
      SELECT owner, new_id(), endpoint, dedupe_key, provider, known, account, event_id, type,
        CASE WHEN known IS NULL THEN 'ignored' ELSE 'received' END,
        CASE WHEN known IS NOT NULL THEN now() END, now(), now(), (now() AT TIME ZONE 'UTC')::date,
        CASE WHEN known IS NULL THEN now() END,
        CASE WHEN known IS NULL THEN '{"code":"no_integration","message":"No integration knows this account"}'::jsonb END
      FROM incoming ORDER BY owner, endpoint, dedupe_key
      ON CONFLICT (tenant_id, endpoint, dedupe_key) DO UPDATE SET duplicates = w.duplicates + 1
      RETURNING w.tenant_id, w.id, w.endpoint, w.dedupe_key, w.integration_id, w.received_on, w.status, w.xmax = 0 AS fresh
    ), stored AS (
      INSERT INTO webhook_bodies (tenant_id, event_id, received_on, body)
      SELECT r.tenant_id, r.id, r.received_on, substring(bodies FROM i.skip::integer + 1 FOR i.size)
      FROM received r JOIN incoming i ON i.owner = r.tenant_id AND i.endpoint = r.endpoint AND i.dedupe_key = r.dedupe_key
      WHERE r.fresh
    )
    SELECT i.position::integer, r.tenant_id, r.id, r.integration_id, r.fresh, r.status = 'received'
    FROM incoming i JOIN received r ON r.tenant_id = i.owner AND r.endpoint = i.endpoint AND r.dedupe_key = i.dedupe_key;
  END $fn$`;

/** Other names of an account: some webhooks name a part of it (an audience) instead of the account. */
export class AccountAliases1795400008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE integration_aliases (
        tenant_id uuid NOT NULL,
        integration_id uuid NOT NULL,
        alias text NOT NULL,
        provider text NOT NULL,
        PRIMARY KEY (tenant_id, integration_id, alias),
        FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX integration_aliases_by_alias ON integration_aliases (provider, alias)`);
    await runner.query(`CALL isolate_tenants('integration_aliases')`);
    await runner.query(RECEIVE);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
