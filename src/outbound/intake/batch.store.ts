import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { Entity } from '../items/entity.js';
import type { ReadItem, RejectedItem } from '../items/item.reader.js';
import { newestItems } from './newest.items.js';

/** A call of one of the intake routes. */
export interface NewBatch {
  id: string;
  entity: Entity;
  /** `user:<sub>` or `service:<name>`. */
  caller: string;
  /** `null`: every integration that takes the entity. */
  integrationIds: readonly string[] | null;
  /** All that can be used, in the order of the call. Of those with one id the newest counts. */
  items: readonly ReadItem[];
  rejected: readonly RejectedItem[];
}

/**
 * Since when an item is of its venue, if it was of another one before. A consent names its sender, so one that was given
 * for another venue does not count for the new one. What inherits the venue of an event is planned again.
 */
const VENUE_SINCE = `CASE
  WHEN o.entity IN ('contacts', 'events') AND EXCLUDED.body ? 'venueId' AND o.body->>'venueId' IS DISTINCT FROM EXCLUDED.body->>'venueId'
  THEN jsonb_build_object('venueSince', EXCLUDED.body->'updatedAt') ELSE '{}' END`;

/**
 * A contact that says something else of its consent, and nothing new of its time, says it since it was changed: the time of the
 * statement before is not that of this one.
 */
const CONSENT_SINCE = `CASE
  WHEN o.entity = 'contacts' AND o.body->>'emailConsent' IS DISTINCT FROM EXCLUDED.body->>'emailConsent'
  THEN jsonb_build_object('consentSince', EXCLUDED.body->'updatedAt', 'consentBefore', o.body->'consentAt') ELSE '{}' END`;

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

/**
 * An item replaces what is stored only if it is newer. A field that it does not name keeps its value. The rows are in the
 * order of their keys, so that two calls cannot deadlock. A stale item is in the batch too: an integration that was
 * connected later still gets it.
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
      SET version = EXCLUDED.version, body = o.body || EXCLUDED.body || ${VENUE_SINCE} || ${CONSENT_SINCE} || ${FORMER_ADDRESSES},
        accepted_at = now(), erased_at = NULL, erase_since = ${ERASE_SINCE}
      WHERE EXCLUDED.version > o.version
    RETURNING platform_id, o.entity = 'events' AND o.body->>'venueSince' = o.body->>'updatedAt' AS is_moved
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
      coalesce(array_agg(w.platform_id IS NULL OR NOT i.is_newest ORDER BY i.n), '{}'), $9,
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

/** The next piece of what inherits the venue of an event. $1 tenant, $2 piece before it, $3 limit. */
const FOLLOWING_SQL = `
  INSERT INTO outbound_batches
    (tenant_id, id, entity, caller, platform_ids, versions, stale, due_at, status, moved_event, after_item)
  SELECT $1, new_id(), b.entity, b.caller, array_agg(i.platform_id ORDER BY i.platform_id),
    array_agg(i.version ORDER BY i.platform_id), array_agg(true), now(), 'received', b.moved_event, max(i.platform_id)
  FROM outbound_batches b CROSS JOIN LATERAL (
    SELECT o.platform_id, o.version FROM outbound_items o
    WHERE o.tenant_id = $1 AND o.entity = b.entity AND o.venue_event = b.moved_event AND o.platform_id > b.after_item
    ORDER BY o.platform_id LIMIT $3) i
  WHERE b.tenant_id = $1 AND b.id = $2 GROUP BY b.entity, b.caller, b.moved_event
  RETURNING id`;

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
    const { id, entity, caller, integrationIds, items, rejected } = batch;
    const newest = newestItems(items);
    const found = await tx.rows<{ at: number }>(ACCEPT_SQL, [
      tx.tenantId,
      id,
      entity,
      caller,
      integrationIds,
      items.map((item) => item.id),
      items.map(({ version }) => version),
      JSON.stringify(items.map(({ body }) => body)),
      JSON.stringify(rejected),
      items.map((item) => newest.has(item)),
    ]);
    const stale = new Set(found.map(({ at }) => at));
    return items.map((_, at) => stale.has(at));
  }

  /** Makes a batch of the next items that are stored already. `undefined`: there are no more. */
  again(tx: TenantTransaction, batch: StoredBatch): Promise<{ count: number; last: string } | undefined> {
    const { id, entity, caller, integrationIds, after, limit } = batch;
    return tx.row(AGAIN_SQL, [tx.tenantId, id, entity, caller, integrationIds, after, limit]);
  }

  /**
   * Makes the next piece of what inherits the venue of an event.
   * @param id of the piece before it
   * @returns the id of the next one; `undefined`: that was the last
   */
  async following(tx: TenantTransaction, id: string, limit: number): Promise<string | undefined> {
    return (await tx.row<{ id: string }>(FOLLOWING_SQL, [tx.tenantId, id, limit]))?.id;
  }
}
