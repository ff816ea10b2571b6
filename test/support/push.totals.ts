import type { Entity } from '../../src/outbound/items/entity.js';
import { eventually } from './condition.wait.js';
import { query } from './database.js';

/** One target, with the item that it is about. */
export interface TargetRow extends Record<string, unknown> {
  provider: string;
  target: string;
  entity: Entity;
  platformId: string;
  status: string;
  code: string | null;
  inDoubt: boolean;
  /** How many requests were made for it. */
  operation: number;
  attempts: number;
  error: object | null;
  subject: string;
  link: string | null;
  /** Of all requests that were made for it. */
  keys: string[];
  externalId: string | null;
}

const OPEN_SQL = `
  SELECT (SELECT count(*) FROM outbound_targets
      WHERE status IN ('pending', 'sending') OR in_doubt OR (status = 'waiting' AND reason->>'code' = 'dependency'))::int
    + (SELECT count(*) FROM outbound_batches WHERE status IN ('received', 'planning'))::int AS open`;

/** What of a tenant is to be planned or sent. $1 tenant. */
export const OPEN_OF_TENANT_SQL = `
  SELECT (SELECT count(*) FROM outbound_targets WHERE tenant_id = $1 AND status IN ('pending', 'sending'))::int
    + (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1 AND planned_at IS NULL)::int AS open`;

/** By names as `sale pay_1`: for what each target waits, or its status. $1 tenant. */
export const STATES_SQL = `
  SELECT target || ' ' || subject AS name, coalesce(reason->>'code', status) AS state FROM outbound_targets
  WHERE tenant_id = $1 ORDER BY 1`;

const TARGETS_SQL = `
  SELECT provider, target, entity, platform_id AS "platformId", status, reason->>'code' AS code, in_doubt AS "inDoubt",
    operation, attempts, error, external_id AS "externalId", link, subject,
    ARRAY(SELECT o.idempotency_key FROM outbound_operations o
      WHERE o.tenant_id = t.tenant_id AND o.target_id = t.id ORDER BY o.operation) AS keys
  FROM outbound_targets t WHERE tenant_id = $1 ORDER BY provider, target, platform_id, part`;

/** Waits until nothing of any tenant is on its way. A database that is away is asked again. */
export async function allSettled(adminUrl: string, withinMs: number): Promise<void> {
  const ask = () => query<{ open: number }>(adminUrl, OPEN_SQL).catch(() => [{ open: -1 }]);
  await eventually(ask, ([row]) => row?.open === 0, withinMs);
}

export function targetsOf(adminUrl: string, tenantId: string): Promise<TargetRow[]> {
  return query<TargetRow>(adminUrl, TARGETS_SQL, [tenantId]);
}
