import { DEFINER_SEARCH_PATH } from '../roles/function.grants.js';
import { definerSql } from './definer.sql.js';
import { argumentChecks, BY_INDEX, type RetirementRule } from './retention.sql.js';

/**
 * Names this copy of the data: the cluster, its history, the database and the table. Each kind of restore changes one of
 * them: into another cluster, to a point in time, into another database, into the same one. It must not set the scope of
 * the caller's transaction, so it is not made by `definerSql`. Where the database refuses to name the cluster, that part is
 * `unknown`; any other error is not caught, because a name that changes for no reason would end all cursors.
 */
const FEED_IDENTITY_SQL = `
  CREATE OR REPLACE FUNCTION feed_identity() RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ${DEFINER_SEARCH_PATH} AS $fn$
  DECLARE
    cluster text := 'unknown';
    history text := 'unknown';
  BEGIN
    BEGIN
      cluster := (SELECT system_identifier::text FROM pg_control_system());
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN NULL; END;
    BEGIN
      history := left(pg_walfile_name(pg_current_wal_lsn()), 8);
    EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN NULL; END;
    RETURN concat_ws('.', cluster, history, (SELECT oid FROM pg_database WHERE datname = current_database()),
      'record_changes'::regclass::oid);
  END $fn$;
  REVOKE EXECUTE ON FUNCTION feed_identity FROM PUBLIC`;

/**
 * Begins a new epoch if this copy of the data is another one than that of the current epoch. The entries are removed,
 * because their transaction ids belong to the former copy. Truncating waits for those who are writing entries.
 */
const RENEW_FEED_EPOCH_SQL = definerSql({
  name: 'renew_feed_epoch',
  parameters: '',
  returns: 'void',
  body: `
    PERFORM pg_advisory_xact_lock(hashtext('feed_epoch'));
    IF EXISTS (SELECT FROM feed_epoch WHERE identity = feed_identity()) THEN RETURN; END IF;
    TRUNCATE record_changes;
    DELETE FROM feed_epoch;
    INSERT INTO feed_epoch (epoch, identity, retired, reported_xid, reported_id, reported_at)
    VALUES (gen_random_uuid(), feed_identity(), '0', pg_snapshot_xmin(pg_current_snapshot()), 0, now());`,
});

const OF_TYPE = `(w.types IS NULL OR c.type = ANY (string_to_array(w.types, ',')))`;

/**
 * Which of many waiting readers have something to read. For each: its tenant, its integration or NULL, its types with commas
 * between them or NULL, and the transaction id up to which it has read everything. It tells no content.
 */
const FEED_READY_SQL = definerSql({
  name: 'feed_ready',
  parameters: 'tenants uuid[], integrations uuid[], type_lists text[], xids xid8[]',
  returns: 'TABLE (horizon xid8, ready integer[])',
  settings: BY_INDEX,
  body: `
    RETURN QUERY
    SELECT pg_snapshot_xmin(pg_current_snapshot()), ARRAY(
      SELECT w.n::integer FROM unnest(tenants, integrations, type_lists, xids)
        WITH ORDINALITY AS w(tenant, integration, types, xid, n)
      WHERE CASE WHEN w.integration IS NULL THEN EXISTS (
          SELECT FROM record_changes c WHERE c.tenant_id = w.tenant
            AND c.xid >= w.xid AND c.xid < pg_snapshot_xmin(pg_current_snapshot()) AND ${OF_TYPE})
        ELSE EXISTS (
          SELECT FROM record_changes c WHERE c.tenant_id = w.tenant AND c.integration_id = w.integration
            AND c.xid >= w.xid AND c.xid < pg_snapshot_xmin(pg_current_snapshot()) AND ${OF_TYPE}) END);`,
});

const RETIRE: RetirementRule = { name: 'retire_record_changes', unit: 'days', floor: 1 };

/**
 * The oldest entries, in the order in which they are read. Cursors that may not have read them expire in the same
 * transaction. Only the first `batch` entries are examined: a young one among them ends the rule.
 */
const RETIRE_RECORD_CHANGES_SQL = definerSql({
  name: RETIRE.name,
  parameters: 'kept integer, batch integer',
  returns: 'integer',
  settings: BY_INDEX,
  declare: 'removed integer; next_xid xid8;',
  body: `
    ${argumentChecks(RETIRE)}
    WITH gone AS (
      DELETE FROM record_changes WHERE ctid = ANY (ARRAY(
        SELECT o.place FROM (
          SELECT c.ctid AS place, c.written_at FROM record_changes c
          ORDER BY greatest(c.xid, '0'::xid8), c.id LIMIT batch FOR UPDATE SKIP LOCKED
        ) o WHERE o.written_at < now() - kept * interval '1 day'))
      RETURNING xid
    )
    SELECT count(*)::integer, ((array_agg(g.xid ORDER BY g.xid DESC))[1]::text::numeric + 1)::text::xid8
    INTO removed, next_xid FROM gone g;
    UPDATE feed_epoch SET retired = next_xid WHERE next_xid > retired;
    RETURN removed;`,
});

export const FEED_FUNCTIONS_SQL: readonly string[] = [
  FEED_IDENTITY_SQL,
  RENEW_FEED_EPOCH_SQL,
  FEED_READY_SQL,
  RETIRE_RECORD_CHANGES_SQL,
];
