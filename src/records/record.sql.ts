import { JOINED } from '../providers/record-batch.js';
import { isRead, secondOf, versionOfChange, versionOfRead } from './version.js';

const JOIN_KEY = `'${JOINED}'`;
/** Of the object itself: what others say of it comes with some of its states only. */
const hashOf = (raw: string) =>
  `jsonb_hash_extended(CASE WHEN ${raw} ? ${JOIN_KEY} THEN ${raw} - ${JOIN_KEY} ELSE ${raw} END, 0)`;
/** A state that says nothing of what others say keeps what is known of it. */
const keptJoin = (stored: string, incoming: string) =>
  `CASE WHEN ${stored} ? ${JOIN_KEY} AND NOT ${incoming} ? ${JOIN_KEY}
    THEN ${incoming} || jsonb_build_object(${JOIN_KEY}, ${stored} -> ${JOIN_KEY}) ELSE ${incoming} END`;
const joinDiffers = (stored: string, incoming: string) =>
  `${incoming} ? ${JOIN_KEY} AND ${incoming} -> ${JOIN_KEY} IS DISTINCT FROM ${stored} -> ${JOIN_KEY}`;

const INCOMING = `
  SELECT i.n, i.type, i.external_id, i.seconds, i.sequence, i.deleted, i.raw, ${hashOf('i.raw')} AS hash
  FROM ROWS FROM (unnest($3::text[], $4::text[], $5::bigint[], $6::boolean[], $9::int[]), jsonb_array_elements($7::jsonb))
    WITH ORDINALITY AS i(type, external_id, seconds, deleted, sequence, raw, n)`;

const NEW_DELETED = `EXCLUDED.deleted_at IS NOT NULL`;
/** A tombstone keeps the last content, unless that is about a person: so only its being deleted is news. */
const CHANGED = `((${NEW_DELETED}) <> (r.deleted_at IS NOT NULL) OR NOT (${NEW_DELETED})
  AND (EXCLUDED.hash <> r.hash OR ${joinDiffers('r.raw', 'EXCLUDED.raw')}))`;

/**
 * The revision at which a record last began to be present. An entry of the feed is of such a change if the record's
 * revision is that one.
 */
const bornOf = (isDeleted: string) =>
  `CASE WHEN r.deleted_at IS NOT NULL AND NOT (${isDeleted}) THEN r.revision + 1 ELSE r.born_revision END`;

/**
 * $1 tenant, $2 integration, $3 types, $4 ids, $5 seconds, $6 deleted, $7 JSON array text, $8 whether seconds are
 * times of change rather than of reading, $9 sequences within the second or NULL, $10 types of which a tombstone keeps
 * nothing.
 * Ordered by key, so that two writers of overlapping pages cannot deadlock. `rest` numbers the rows that were
 * not written: older, the same, or tied. Rows of the array that have no id (or the other way round) fail NOT NULL.
 */
export const UPSERT_SQL = `
  WITH incoming AS MATERIALIZED (${INCOMING}),
  written AS (
    INSERT INTO records AS r
      (tenant_id, integration_id, type, external_id, version, hash, updated_at, deleted_at, synced_at, raw, born_revision)
    SELECT $1, $2, type, external_id, CASE WHEN $8 THEN ${versionOfChange('seconds', 'sequence')} ELSE ${versionOfRead('seconds')} END,
      hash, to_timestamp(seconds), CASE WHEN deleted THEN to_timestamp(seconds) END, now(),
      CASE WHEN deleted AND type = ANY($10::text[]) THEN '{}' ELSE raw END, (NOT deleted)::int
    FROM incoming ORDER BY type, external_id
    ON CONFLICT (tenant_id, integration_id, type, external_id) DO UPDATE SET
      version = EXCLUDED.version,
      revision = r.revision + CASE WHEN ${CHANGED} THEN 1 ELSE 0 END,
      hash = CASE WHEN ${NEW_DELETED} THEN r.hash ELSE EXCLUDED.hash END,
      raw = CASE WHEN NOT (${NEW_DELETED}) THEN ${keptJoin('r.raw', 'EXCLUDED.raw')}
         WHEN r.type = ANY($10::text[]) THEN EXCLUDED.raw ELSE r.raw END,
      deleted_at = CASE WHEN ${CHANGED} THEN EXCLUDED.deleted_at ELSE r.deleted_at END,
      updated_at = CASE WHEN ${CHANGED} THEN EXCLUDED.updated_at ELSE r.updated_at END,
      synced_at = CASE WHEN ${CHANGED} THEN EXCLUDED.synced_at ELSE r.synced_at END,
      born_revision = ${bornOf(NEW_DELETED)}
    WHERE EXCLUDED.version > r.version AND ($8 OR ${CHANGED})
    RETURNING r.type, r.external_id, r.revision = 1 AND r.synced_at = now() AS inserted, r.synced_at = now() AS changed,
      r.deleted_at IS NOT NULL AS deleted, r.born_revision = r.revision AS born
  ), logged AS (
    INSERT INTO record_changes (tenant_id, integration_id, type, born, external_ids)
    SELECT $1, $2, type, born, array_agg(external_id) FROM written WHERE changed GROUP BY type, born
  )
  SELECT
    count(*) FILTER (WHERE w.inserted AND NOT w.deleted)::int AS created,
    count(*) FILTER (WHERE w.changed AND NOT w.inserted AND NOT w.deleted)::int AS updated,
    count(*) FILTER (WHERE w.type IS NULL OR NOT w.changed)::int AS unchanged,
    count(*) FILTER (WHERE w.changed AND w.deleted)::int AS deleted,
    array_agg(i.n::int) FILTER (WHERE w.type IS NULL) AS rest
  FROM incoming i LEFT JOIN written w USING (type, external_id)`;

/**
 * Which of the rows that were not written are ties. A separate statement, because the first one's snapshot
 * cannot see what another writer committed while this one waited for its row.
 * $1 tenant, $2 integration, $3..$6 columns of the rest, $7 JSON of the whole batch, $8 their ordinals in it.
 * A read stands at the end of a second and ties with nothing.
 */
export const TIES_SQL = `
  SELECT i.type, i.external_id AS "externalId"
  FROM unnest($3::text[], $4::text[], $5::bigint[], $6::boolean[], $8::int[])
    AS i(type, external_id, seconds, deleted, n)
  JOIN records r ON r.tenant_id = $1 AND r.integration_id = $2 AND r.type = i.type AND r.external_id = i.external_id
  WHERE ${secondOf('r.version')} = i.seconds AND NOT ${isRead('r.version')}
    AND (i.deleted <> (r.deleted_at IS NOT NULL)
      OR NOT i.deleted AND r.hash <> ${hashOf(`(($7::jsonb) -> (i.n - 1))`)})`;

/**
 * $1 tenant, $2 integration, $3 type, $4 id, $5 version before the read or NULL, $6 seconds, $7 deleted, $8 JSON,
 * $9 sequence within the second if it is the time of the object's change, NULL if it is that of the read, $10 types of
 * which a tombstone keeps nothing.
 * Content that turns out to be the same is left as it is.
 */
export const READ_WRITE_SQL = `
  WITH incoming AS (
    SELECT $6::bigint AS seconds, $7::boolean AS deleted, $8::jsonb AS raw, ${hashOf('($8::jsonb)')} AS hash,
      CASE WHEN $9::int IS NULL THEN ${versionOfRead('$6')} ELSE ${versionOfChange('$6', '$9')} END AS version
  ), updated AS (
    UPDATE records r SET
      version = greatest($5::bigint + 1, i.version),
      revision = r.revision + 1,
      hash = CASE WHEN i.deleted THEN r.hash ELSE i.hash END,
      raw = CASE WHEN NOT i.deleted THEN ${keptJoin('r.raw', 'i.raw')}
         WHEN r.type = ANY($10::text[]) THEN '{}' ELSE r.raw END,
      updated_at = to_timestamp(i.seconds),
      synced_at = now(),
      deleted_at = CASE WHEN i.deleted THEN coalesce(r.deleted_at, to_timestamp(i.seconds)) END,
      born_revision = ${bornOf('i.deleted')}
    FROM incoming i
    WHERE $5::bigint IS NOT NULL AND r.tenant_id = $1 AND r.integration_id = $2 AND r.type = $3 AND r.external_id = $4
      AND r.version = $5::bigint
      AND (i.deleted <> (r.deleted_at IS NOT NULL) OR NOT i.deleted AND (i.hash <> r.hash OR ${joinDiffers('r.raw', 'i.raw')}))
    RETURNING CASE WHEN i.deleted THEN 'deleted' ELSE 'updated' END AS outcome, r.born_revision = r.revision AS born
  ), same AS (
    SELECT 'unchanged' AS outcome FROM records r, incoming i
    WHERE r.tenant_id = $1 AND r.integration_id = $2 AND r.type = $3 AND r.external_id = $4
      AND r.version = $5::bigint AND i.deleted = (r.deleted_at IS NOT NULL) AND (i.deleted OR i.hash = r.hash AND NOT (${joinDiffers('r.raw', 'i.raw')}))
  ), inserted AS (
    INSERT INTO records AS r
      (tenant_id, integration_id, type, external_id, version, hash, updated_at, deleted_at, synced_at, raw, born_revision)
    SELECT $1, $2, $3, $4, version, hash, to_timestamp(seconds),
      CASE WHEN deleted THEN to_timestamp(seconds) END, now(),
      CASE WHEN deleted AND $3 = ANY($10::text[]) THEN '{}' ELSE raw END, (NOT deleted)::int
    FROM incoming WHERE $5::bigint IS NULL
    ON CONFLICT DO NOTHING
    RETURNING CASE WHEN r.deleted_at IS NULL THEN 'created' ELSE 'deleted' END AS outcome, r.deleted_at IS NULL AS born
  ), logged AS (
    INSERT INTO record_changes (tenant_id, integration_id, type, born, external_ids)
    SELECT $1, $2, $3, born, ARRAY[$4] FROM (SELECT born FROM updated UNION ALL SELECT born FROM inserted) w
  )
  SELECT outcome FROM updated UNION ALL SELECT outcome FROM same UNION ALL SELECT outcome FROM inserted`;
