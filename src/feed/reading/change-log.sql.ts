import { RECORD_COLUMNS } from '../../records/record.row.js';

export const RENEW_EPOCH_SQL = `SELECT renew_feed_epoch()`;

/** What a page needs to know of the feed as a whole. */
export interface FeedState {
  epoch: string;
  /** `false`: the data was restored, and a new epoch has to begin. */
  isCurrent: boolean;
  /** Entries of earlier transactions were retired. */
  isExpired: boolean;
  /** Every earlier transaction has ended, so nothing can be written before it any more. */
  horizon: string;
  /** Whether a crash of PostgreSQL could still undo what is below the horizon. */
  isVolatile: boolean;
}

const HORIZON = `pg_snapshot_xmin(pg_current_snapshot())`;

/** @param xid placeholder of the cursor's transaction id */
const stateOf = (xid: string): string => `
  SELECT e.epoch::text AS epoch, e.identity = feed_identity() AS "isCurrent", ${HORIZON}::text AS horizon,
    ${xid}::xid8 < e.retired OR ${xid}::xid8 > ${HORIZON} AS "isExpired",
    pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn() AS "isVolatile"
  FROM feed_epoch e`;

/** $1 transaction id of the cursor; NULL: there is no cursor. */
export const FEED_STATE_SQL = stateOf('$1');

/**
 * Whether anything is committed from a transaction on. An entry of another type is passed by, but not more than a window of
 * them. $1 tenant, $2 integration, $3 types, $4 window.
 */
const anyFrom = (xid: string, inIntegration: string): string => `
  (SELECT coalesce(bool_or($3::text[] IS NULL OR a.type = ANY ($3)), false) OR count(*) = $4 FROM (
    SELECT c.type FROM record_changes c WHERE c.tenant_id = $1 AND ${inIntegration} AND c.xid >= ${xid}
    ORDER BY c.xid, c.id LIMIT CASE WHEN $3::text[] IS NULL THEN 1 ELSE $4::bigint END
  ) a)`;

/**
 * One page of the log, with the state of the feed in each row, and at least one row. $1 tenant, $2 integration or NULL,
 * $3 types or NULL, $4 entries to read at most, $5 transaction id, $6 id and $7 offset of the cursor, $8 number of records.
 * A window of entries is read, so that few entries of the asked types do not mean to read them all. The entries come in the
 * order of the innermost query, and their ids in that of the array: another ORDER BY would let some versions of PostgreSQL
 * take the whole window apart and sort it before they count the records. The last subquery has a LIMIT, so that the planner
 * looks up each record instead of joining all of them.
 */
function changeLogSql(inIntegration: string): string {
  return `
    SELECT f.*, p.xid::text AS xid, p.id::text AS id, p."offset", p."isMatch", p."isEnd", p.born,
      p.integration_id AS "integrationId", r.*
    FROM (SELECT s.*, ${anyFrom(HORIZON, inIntegration)} AS "isMoreAbove" FROM (${stateOf('$5')}) s) f
    LEFT JOIN (
      SELECT e.xid, e.id, e.integration_id, e.type, e.born, e."isMatch", e.place = $4 AS "isEnd", i.external_id,
        i.n::integer AS "offset"
      FROM (
        SELECT w.*, $3::text[] IS NULL OR w.type = ANY ($3) AS "isMatch", row_number() OVER (ORDER BY w.xid, w.id) AS place
        FROM (
          SELECT c.* FROM record_changes c
          WHERE c.tenant_id = $1 AND ${inIntegration} AND (c.xid, c.id) >= ($5::xid8, $6::bigint) AND c.xid < ${HORIZON}
          ORDER BY c.xid, c.id LIMIT $4::bigint
        ) w
      ) e
      CROSS JOIN LATERAL unnest(CASE WHEN e."isMatch" THEN e.external_ids ELSE '{-}' END) WITH ORDINALITY AS i(external_id, n)
      WHERE (e."isMatch" OR e.place = $4) AND ((e.xid, e.id) > ($5::xid8, $6::bigint) OR i.n > $7::integer)
      LIMIT $8::bigint
    ) p ON true
    LEFT JOIN LATERAL (
      SELECT ${RECORD_COLUMNS} FROM records
      WHERE p."isMatch" AND tenant_id = $1 AND integration_id = p.integration_id AND type = p.type
        AND external_id = p.external_id LIMIT 1
    ) r ON true
    ORDER BY p.xid, p.id, p."offset"`;
}

const OF_INTEGRATION = `c.integration_id = $2::uuid`;
const OF_TENANT = `$2::uuid IS NULL`;

export const CHANGE_LOG_SQL = { ofIntegration: changeLogSql(OF_INTEGRATION), ofTenant: changeLogSql(OF_TENANT) };

/** Whether anything is committed since the walk began. $1..$4 as above, $5 transaction id. */
export const ANY_CHANGE_SQL = {
  ofIntegration: `SELECT ${anyFrom('$5::xid8', OF_INTEGRATION)} AS "isMore"`,
  ofTenant: `SELECT ${anyFrom('$5::xid8', OF_TENANT)} AS "isMore"`,
};
