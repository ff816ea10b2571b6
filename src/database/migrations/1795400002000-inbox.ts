import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenant of events whose account no integration knows. */
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/**
 * Stores a batch of verified events with their keys and bodies, and routes each event to every integration that knows
 * its account. It is a function, so that scope, statement and commit take one round trip: deliveries wait for it.
 *
 * Events of a tenant's own endpoint come with tenant and integration; events of the platform's endpoint come with
 * neither. `bodies` holds all bodies one after the other, and `sizes` their lengths. No two events of a batch have the
 * same (endpoint, dedupe key). Rows are inserted in the order of their keys, which prevents deadlocks.
 */
const RECEIVE = `
  CREATE FUNCTION receive_webhook_events(providers text[], endpoints text[], tenants uuid[], targets uuid[],
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
      LEFT JOIN integrations i ON e.tenant IS NULL AND i.provider = e.provider AND i.external_account_id = e.account
        AND i.status <> 'disconnected' AND (i.livemode IS NULL OR e.livemode IS NULL OR i.livemode = e.livemode)
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

/**
 * Keys and bodies are in separate tables (docs/adr/0002). The narrow rows keep the unique key for the whole retention
 * time and are deleted in small batches. The bodies are partitioned by day, and whole partitions are dropped.
 */
export class Inbox1795400002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_events (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        endpoint text NOT NULL,
        dedupe_key text NOT NULL,
        provider text NOT NULL,
        integration_id uuid,
        account text,
        event_id text,
        type text NOT NULL,
        status text NOT NULL CHECK (status IN ('received', 'processing', 'done', 'ignored', 'dead')),
        attempts smallint NOT NULL DEFAULT 0,
        duplicates integer NOT NULL DEFAULT 0,
        fence integer NOT NULL DEFAULT 0,
        due_at timestamptz,
        hinted_at timestamptz,
        received_at timestamptz NOT NULL,
        received_on date NOT NULL,
        processed_at timestamptz,
        error jsonb,
        PRIMARY KEY (tenant_id, id)
      ) WITH (fillfactor = 85)`);
    await runner.query(`
      CREATE UNIQUE INDEX webhook_events_once ON webhook_events (tenant_id, endpoint, dedupe_key)`);
    await runner.query(`
      CREATE INDEX webhook_events_due ON webhook_events (tenant_id, due_at)
      WHERE status IN ('received', 'processing')`);
    await runner.query(`
      CREATE INDEX webhook_events_dead ON webhook_events (tenant_id, id) WHERE status = 'dead'`);
    await runner.query(`CALL isolate_tenants('webhook_events')`);

    await runner.query(`
      CREATE TABLE webhook_bodies (
        tenant_id uuid NOT NULL,
        event_id uuid NOT NULL,
        received_on date NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (tenant_id, event_id, received_on)
      ) PARTITION BY RANGE (received_on)`);
    await runner.query(`CALL isolate_tenants('webhook_bodies')`);
    await runner.query(`CREATE TABLE webhook_bodies_default PARTITION OF webhook_bodies DEFAULT`);
    await runner.query(`CALL isolate_tenants('webhook_bodies_default')`);
    await runner.query(RECEIVE);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
