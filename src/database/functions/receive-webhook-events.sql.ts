import { NO_TENANT } from '../no-tenant.js';

/**
 * Takes a batch of verified events, routes each to every integration that knows its account, by any name of the account
 * and once a tenant, and stores keys and bodies. A function, so that scope, statement and commit are one round trip:
 * deliveries wait for it.
 *
 * Endpoints of a tenant's own come with tenant and integration, the platform's with neither. An event of live data
 * concerns no connection to test data, whichever way it came, and the other way round. An event with a reason
 * cannot be understood: it is dead from the start, and on the platform's endpoint it belongs to no tenant. `bodies`
 * holds all of them one after the other, `sizes` says how long each is. No two events of a batch share (endpoint,
 * dedupe key). Ordered by key against deadlocks.
 */
export const CREATE_RECEIVE_WEBHOOK_EVENTS_SQL = `
  CREATE OR REPLACE FUNCTION receive_webhook_events(providers text[], endpoints text[], tenants uuid[], targets uuid[],
    dedupe_keys text[], event_ids text[], types text[], accounts text[], livemodes boolean[], sizes integer[], bodies bytea,
    reasons jsonb[], request_ids text[], trace_contexts text[])
  RETURNS TABLE (n integer, tenant_id uuid, id uuid, integration_id uuid, fresh boolean, open boolean)
  LANGUAGE plpgsql AS $fn$
  #variable_conflict use_column
  BEGIN
    PERFORM set_config('app.scope', 'system', true);
    RETURN QUERY
    WITH incoming AS MATERIALIZED (
      SELECT e.*, coalesce(e.tenant, i.tenant_id, '${NO_TENANT}'::uuid) AS owner, CASE WHEN e.target IS NULL THEN i.id
        WHEN NOT EXISTS (SELECT FROM integrations t WHERE t.tenant_id = e.tenant AND t.id = e.target
          AND t.livemode <> e.livemode) THEN e.target END AS known
      FROM (
        SELECT *, sum(size) OVER (ORDER BY position) - size AS skip
        FROM unnest(providers, endpoints, tenants, targets, dedupe_keys, event_ids, types, accounts, livemodes, sizes,
          reasons, request_ids, trace_contexts) WITH ORDINALITY AS
          u(provider, endpoint, tenant, target, dedupe_key, event_id, type, account, livemode, size, reason,
            request_id, trace_context, position)
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
        WHERE e.tenant IS NULL AND e.reason IS NULL AND called.status <> 'disconnected'
          AND (called.livemode IS NULL OR e.livemode IS NULL OR called.livemode = e.livemode)
        ORDER BY called.tenant_id, called.id
      ) i ON true
    ), received AS (
      INSERT INTO webhook_events AS w (tenant_id, id, endpoint, dedupe_key, provider, integration_id, account, event_id,
        type, request_id, trace_context, status, due_at, hinted_at, received_at, received_on, processed_at, error)
      SELECT owner, new_id(), endpoint, dedupe_key, provider, known, account, event_id, type, request_id, trace_context,
        CASE WHEN reason IS NOT NULL THEN 'dead' WHEN known IS NULL THEN 'ignored' ELSE 'received' END,
        CASE WHEN reason IS NULL AND known IS NOT NULL THEN now() END, now(), now(), (now() AT TIME ZONE 'UTC')::date,
        CASE WHEN reason IS NOT NULL OR known IS NULL THEN now() END,
        CASE WHEN reason IS NOT NULL THEN reason
          WHEN known IS NULL THEN '{"code":"no_integration","message":"No integration knows this account"}'::jsonb END
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
