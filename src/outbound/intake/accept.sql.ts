import { HAS_UNKNOWN_VERSIONS, HISTORY } from './contact.history.sql.js';

const IS_NEWER = 'EXCLUDED.version > o.version';
const ifNewer = (value: string, otherwise: string): string =>
  `CASE WHEN ${IS_NEWER} THEN ${value} ELSE ${otherwise} END`;

/** Since when an event is of its venue, if it was of another one before. What inherits it is planned again. */
const VENUE_SINCE = `CASE
  WHEN o.entity = 'events' AND EXCLUDED.body ? 'venueId' AND o.body->>'venueId' IS DISTINCT FROM EXCLUDED.body->>'venueId'
  THEN jsonb_build_object('venueSince', EXCLUDED.body->'updatedAt') ELSE '{}' END`;

const addressIn = (row: string): string => `lower(${row}.body->>'email' COLLATE "C")`;
const IS_OTHER_ADDRESS = `${addressIn('o')} <> ${addressIn('EXCLUDED')}`;

/** What is noted of the addresses that a contact had, with that of the older version. */
const notedOf = (name: string, hash: (address: string) => string): string => `
  '${name}', (SELECT jsonb_agg(DISTINCT n.hash) FROM jsonb_array_elements(
    coalesce(o.body->'${name}', '[]') || coalesce(EXCLUDED.body->'${name}', '[]')
    || CASE WHEN ${IS_OTHER_ADDRESS} THEN to_jsonb(${hash(ifNewer(addressIn('o'), addressIn('EXCLUDED')))}) ELSE '[]' END) AS n(hash))`;

/**
 * Hashes of the addresses that a contact had before, so that an erasure reaches all of them, and a list can be asked for them.
 * Addresses are ASCII.
 */
const FORMER_ADDRESSES = `CASE
  WHEN o.entity = 'contacts' AND (${IS_OTHER_ADDRESS} OR EXCLUDED.body ? 'formerAddresses')
  THEN jsonb_build_object(
    ${notedOf('formerAddresses', (address) => `encode(sha256(convert_to(${address}, 'UTF8')), 'hex')`)},
    ${notedOf('formerMembers', (address) => `md5(${address})`)})
  ELSE '{}' END`;

const IS_TO_BE_ERASED = (body: string): string => `${body} @> '{"erase": true}'`;
/** Since when the contact is to be erased. Pushing it again does not change this time. */
const ERASE_SINCE = `CASE WHEN ${IS_TO_BE_ERASED('(o.body || EXCLUDED.body)')} THEN coalesce(o.erase_since, now()) END`;

/**
 * To be set before {@link ACCEPT_SQL}, whose plan is kept: without it, one that was made while a table was small would read all of
 * it to find out which items are there.
 */
export const BY_KEY = `SELECT set_config('enable_seqscan', 'off', true)`;

const ITEM = `$1, $3, platform_id, version, body, CASE WHEN ${IS_TO_BE_ERASED('body')} THEN now() END`;

/**
 * An item replaces what is stored only if it is newer. A field that it does not name keeps its value. A stale item is in the
 * batch too: an integration that was connected later still gets it. What a stale version of a contact says of its consent and its
 * venue is noted, and what the contact feeds is planned again: a consent may turn out to be one for another venue.
 *
 * If none of the items is there, they are inserted as if no other call inserted them: to provide for a conflict takes a fifth of
 * the time of all. Every call takes its items in the order of their keys, so that two calls cannot deadlock.
 *
 * $1 tenant, $2 batch, $3 entity, $4 caller, $5 integrations or NULL, $6 ids, $7 versions, $8 JSON array of the items,
 * $9 JSON of the rejected ones, $10 whether an item is the newest of its id, $11 whether another call may insert
 * the same items.
 */
export const ACCEPT_SQL = `
  WITH there AS MATERIALIZED (
    SELECT FROM outbound_items WHERE tenant_id = $1 AND entity = $3 AND platform_id = ANY ($6::text[]) LIMIT 1
  ), incoming AS MATERIALIZED (
    SELECT i.platform_id, i.version, i.is_newest, i.body, i.n, $11 OR EXISTS (SELECT FROM there) AS may_conflict
    FROM ROWS FROM (unnest($6::text[], $7::bigint[], $10::boolean[]), jsonb_array_elements($8::jsonb))
      WITH ORDINALITY AS i(platform_id, version, is_newest, body, n)
  ), fresh AS (
    INSERT INTO outbound_items (tenant_id, entity, platform_id, version, body, erase_since)
    SELECT ${ITEM} FROM incoming WHERE is_newest AND NOT may_conflict ORDER BY platform_id
    RETURNING platform_id
  ), merged AS (
    INSERT INTO outbound_items AS o (tenant_id, entity, platform_id, version, body, erase_since)
    SELECT ${ITEM} FROM incoming WHERE is_newest AND may_conflict ORDER BY platform_id
    ON CONFLICT (tenant_id, entity, platform_id) DO UPDATE
      SET version = greatest(EXCLUDED.version, o.version),
        body = ${ifNewer(`o.body || EXCLUDED.body || ${VENUE_SINCE}`, 'o.body')} || ${FORMER_ADDRESSES} || ${HISTORY},
        accepted_at = ${ifNewer('now()', 'o.accepted_at')}, erased_at = ${ifNewer('NULL', 'o.erased_at')},
        erase_since = ${ifNewer(ERASE_SINCE, 'o.erase_since')}
      WHERE ${IS_NEWER} OR o.entity = 'contacts' AND o.erased_at IS NULL AND ${HAS_UNKNOWN_VERSIONS}
    RETURNING platform_id, o.accepted_at = now() AS is_new,
      o.entity = 'events' AND o.body->>'venueSince' = o.body->>'updatedAt' AS is_moved
  ), written AS (
    SELECT platform_id, true AS is_new, false AS is_moved FROM fresh
    UNION ALL SELECT platform_id, is_new, is_moved FROM merged
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
    SELECT $1, $2, $3, $4, $5::uuid[], $6, $7, coalesce(array_agg(w.is_new IS NOT TRUE OR NOT i.is_newest ORDER BY i.n), '{}'),
      $9, CASE WHEN count(i.n) > 0 THEN now() END, CASE WHEN count(i.n) > 0 THEN 'received' ELSE 'planned' END,
      CASE WHEN count(i.n) = 0 THEN now() END
    FROM incoming i LEFT JOIN written w USING (platform_id)
    RETURNING stale
  )
  SELECT s.n::int - 1 AS at FROM batch b, unnest(b.stale) WITH ORDINALITY AS s(is_stale, n) WHERE s.is_stale`;
