import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { Entity } from '../items/entity.js';
import type { RejectedItem } from '../items/item.reader.js';
import type { BatchRows } from './batch.rows.js';
import { HAS_UNKNOWN_VERSIONS, HISTORY } from './contact.history.sql.js';

/** A call of one of the intake routes. */
export interface NewBatch {
  id: string;
  entity: Entity;
  /** `user:<sub>` or `service:<name>`. */
  caller: string;
  /** `null`: every integration that takes the entity. */
  integrationIds: readonly string[] | null;
  rows: BatchRows;
  rejected: RejectedItem[];
}

/** Since when an event is of its venue, if it was of another one before. What inherits it is planned again. */
const VENUE_SINCE = `CASE
  WHEN o.entity = 'events' AND EXCLUDED.body ? 'venueId' AND o.body->>'venueId' IS DISTINCT FROM EXCLUDED.body->>'venueId'
  THEN jsonb_build_object('venueSince', EXCLUDED.body->'updatedAt') ELSE '{}' END`;

/** Hashes of the addresses that a contact had before, so that an erasure reaches all of them. Addresses are ASCII. */
const FORMER_HASH = `encode(sha256(convert_to(lower(o.body->>'email' COLLATE "C"), 'UTF8')), 'hex')`;
const FORMER_ADDRESSES = `CASE
  WHEN o.entity = 'contacts' AND lower(o.body->>'email' COLLATE "C") <> lower(EXCLUDED.body->>'email' COLLATE "C")
    AND NOT coalesce(o.body->'formerAddresses' ? ${FORMER_HASH}, false)
  THEN jsonb_build_object('formerAddresses', coalesce(o.body->'formerAddresses', '[]') || to_jsonb(${FORMER_HASH}))
  ELSE '{}' END`;

const IS_TO_BE_ERASED = (body: string): string => `${body} @> '{"erase": true}'`;
/** Since when the contact is to be erased. Pushing it again does not change this time. */
const ERASE_SINCE = `CASE WHEN ${IS_TO_BE_ERASED('(o.body || EXCLUDED.body)')} THEN coalesce(o.erase_since, now()) END`;

const IS_NEWER = 'EXCLUDED.version > o.version';
const ifNewer = (value: string, otherwise: string): string =>
  `CASE WHEN ${IS_NEWER} THEN ${value} ELSE ${otherwise} END`;

/**
 * An item replaces what is stored only if it is newer. A field that it does not name keeps its value. The rows are in the
 * order of their keys, so that two calls cannot deadlock. A stale item is in the batch too: an integration that was
 * connected later still gets it. What a stale version of a contact says of its consent and its venue is noted, and what the
 * contact feeds is planned again: a consent may turn out to be one for another venue.
 *
 * $1 tenant, $2 batch, $3 entity, $4 caller, $5 integrations or NULL, $6 ids, $7 versions, $8 JSON array of the items,
 * $9 JSON of the rejected ones, $10 whether an item is the newest of its id.
 */
const ACCEPT_SQL = `
  WITH incoming AS MATERIALIZED (
    SELECT i.platform_id, i.version, i.is_newest, i.body, i.n
    FROM ROWS FROM (unnest($6::text[], $7::bigint[], $10::boolean[]), jsonb_array_elements($8::jsonb))
      WITH ORDINALITY AS i(platform_id, version, is_newest, body, n)
  ), written AS (
    INSERT INTO outbound_items AS o (tenant_id, entity, platform_id, version, body, erase_since)
    SELECT $1, $3, platform_id, version, body, CASE WHEN ${IS_TO_BE_ERASED('body')} THEN now() END
    FROM incoming WHERE is_newest ORDER BY platform_id
    ON CONFLICT (tenant_id, entity, platform_id) DO UPDATE
      SET version = greatest(EXCLUDED.version, o.version),
        body = ${ifNewer(`o.body || EXCLUDED.body || ${VENUE_SINCE} || ${FORMER_ADDRESSES}`, 'o.body')} || ${HISTORY},
        accepted_at = ${ifNewer('now()', 'o.accepted_at')}, erased_at = ${ifNewer('NULL', 'o.erased_at')},
        erase_since = ${ifNewer(ERASE_SINCE, 'o.erase_since')}
      WHERE ${IS_NEWER} OR o.entity = 'contacts' AND o.erased_at IS NULL AND ${HAS_UNKNOWN_VERSIONS}
    RETURNING platform_id, o.accepted_at = now() AS is_new,
      o.entity = 'events' AND o.body->>'venueSince' = o.body->>'updatedAt' AS is_moved
  ), heard AS (
    UPDATE outbound_sources s SET version = s.version - sign(s.version)::bigint FROM (
      SELECT k.tenant_id, k.target_id, k.entity, k.platform_id FROM written w
      JOIN outbound_sources k ON k.tenant_id = $1 AND k.entity = $3 AND k.platform_id = w.platform_id
      WHERE NOT w.is_new ORDER BY k.target_id, k.platform_id FOR NO KEY UPDATE OF k) k
    WHERE s.tenant_id = $1 AND s.target_id = k.target_id AND s.entity = k.entity AND s.platform_id = k.platform_id
  ), followers AS (
    INSERT INTO outbound_batches
      (tenant_id, id, entity, caller, platform_ids, versions, stale, due_at, status, moved_event)
    SELECT $1, new_id(), f.entity, $4, '{}', '{}', '{}', now(), 'received', w.platform_id
    FROM written w CROSS JOIN (VALUES ('tickets'), ('payments')) AS f(entity) WHERE w.is_moved
  ), batch AS (
    INSERT INTO outbound_batches
      (tenant_id, id, entity, caller, integration_ids, platform_ids, versions, stale, rejected, due_at, status, planned_at)
    SELECT $1, $2, $3, $4, $5::uuid[], coalesce(array_agg(i.platform_id ORDER BY i.n), '{}'),
      coalesce(array_agg(i.version ORDER BY i.n), '{}'),
      coalesce(array_agg(w.is_new IS NOT TRUE OR NOT i.is_newest ORDER BY i.n), '{}'), $9,
      CASE WHEN count(i.n) > 0 THEN now() END, CASE WHEN count(i.n) > 0 THEN 'received' ELSE 'planned' END,
      CASE WHEN count(i.n) = 0 THEN now() END
    FROM incoming i LEFT JOIN written w USING (platform_id)
    RETURNING stale
  )
  SELECT s.n::int - 1 AS at FROM batch b, unnest(b.stale) WITH ORDINALITY AS s(is_stale, n) WHERE s.is_stale`;

/**
 * A batch of items that are stored already. $1 tenant, $2 batch, $3 entity, $4 caller, $5 integrations, $6 platform id after
 * which to start, $7 limit.
 */
const AGAIN_SQL = `
  INSERT INTO outbound_batches
    (tenant_id, id, entity, caller, integration_ids, platform_ids, versions, stale, due_at, status)
  SELECT $1, $2, $3, $4, $5::uuid[], array_agg(i.platform_id ORDER BY i.platform_id),
    array_agg(i.version ORDER BY i.platform_id), array_agg(true), now(), 'received'
  FROM (SELECT platform_id, version FROM outbound_items WHERE tenant_id = $1 AND entity = $3 AND platform_id > $6
    ORDER BY platform_id LIMIT $7) i
  HAVING count(*) > 0
  RETURNING cardinality(platform_ids) AS count, platform_ids[cardinality(platform_ids)] AS last`;

export interface StoredBatch {
  id: string;
  entity: Entity;
  caller: string;
  integrationIds: readonly string[];
  /** Platform id of the last item of the batch before. */
  after: string;
  limit: number;
}

/** The calls of the intake routes, and the items that they brought. */
@Injectable()
export class OutboundBatchStore {
  /**
   * Stores a batch with its items.
   * @returns of each item whether it is stale: not newer than what was stored, or than another one of the batch
   */
  async accept(tx: TenantTransaction, batch: NewBatch): Promise<readonly boolean[]> {
    const { id, entity, caller, integrationIds, rows, rejected } = batch;
    const found = await tx.rows<{ at: number }>(ACCEPT_SQL, [
      tx.tenantId,
      id,
      entity,
      caller,
      integrationIds,
      rows.ids,
      rows.versions,
      rows.bodies,
      JSON.stringify(rejected),
      rows.areNewest,
    ]);
    const stale = new Set(found.map(({ at }) => at));
    return rows.ids.map((_, at) => stale.has(at));
  }

  /** Makes a batch of the next items that are stored already. `undefined`: there are no more. */
  again(tx: TenantTransaction, batch: StoredBatch): Promise<{ count: number; last: string } | undefined> {
    const { id, entity, caller, integrationIds, after, limit } = batch;
    return tx.row(AGAIN_SQL, [tx.tenantId, id, entity, caller, integrationIds, after, limit]);
  }
}
