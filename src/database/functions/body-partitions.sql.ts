import { definerSql } from './definer.sql.js';
import { BY_INDEX, TODAY } from './retention.sql.js';

/** Receiving webhooks queues behind a lock that waits. So the wait is short, and a later cleanup tries again. */
const SETTINGS = `SET lock_timeout = '500ms'`;

const ONE_AT_A_TIME = `PERFORM pg_advisory_xact_lock(hashtext('webhook_bodies partitions'));`;
const DECLARE = `name text := to_char(of_day, '"webhook_bodies_y"YYYY"m"MM"d"DD');`;

/**
 * Creates the partition as a table and attaches it, because attaching does not block reads and writes of the parent.
 * Rows in the default partition stay there. They are checked first, to avoid a needless lock.
 */
const CREATE_BODY_PARTITION_SQL = definerSql({
  name: 'create_body_partition',
  parameters: 'of_day date',
  returns: 'void',
  settings: SETTINGS,
  declare: DECLARE,
  body: `
    IF of_day IS NULL OR of_day NOT BETWEEN ${TODAY} - 1 AND ${TODAY} + 31 THEN
      RAISE EXCEPTION 'create_body_partition: a day of the month to come' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    ${ONE_AT_A_TIME}
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    IF EXISTS (SELECT FROM webhook_bodies_default WHERE received_on = of_day) THEN
      RAISE EXCEPTION 'The default partition holds this day' USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE webhook_bodies INCLUDING ALL EXCLUDING INDEXES)', name);
    EXECUTE format('CALL isolate_tenants(%L)', name);
    EXECUTE format('ALTER TABLE webhook_bodies ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, of_day, of_day + 1);`,
});

/** Events of the day that still need their body, by status. Each status has an index. */
const needed = (isStatus: string): string => `
      SELECT w.tenant_id, w.id FROM webhook_events w WHERE w.received_on = of_day AND ${isStatus}`;
const DEAD = needed(`w.status = 'dead'`);
const OPEN = needed(`w.status IN ('received', 'processing')`);

/** An interrupted walk starts again. It skips the events that it has already copied. */
const NOT_YET_KEPT = `(after_id IS NULL OR w.id > after_id)
          AND NOT EXISTS (SELECT FROM webhook_bodies_kept k WHERE k.tenant_id = w.tenant_id AND k.event_id = w.id)`;

/**
 * Copies bodies of dead and open events of one day to a table that outlives the partition, in the order of their ids.
 * Returns the number of such events and the id of the last one. Fewer than `batch` means that there are no more.
 */
const KEEP_WEBHOOK_BODIES_SQL = definerSql({
  name: 'keep_webhook_bodies',
  parameters: 'of_day date, after_id uuid, batch integer',
  returns: 'TABLE (needed integer, last_id uuid)',
  settings: BY_INDEX,
  body: `
    IF batch IS NULL OR batch NOT BETWEEN 1 AND 10000 THEN
      RAISE EXCEPTION 'keep_webhook_bodies: 1 to 10000 rows at a time' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY
    WITH page AS MATERIALIZED (
      SELECT n.* FROM (
        (${DEAD} AND ${NOT_YET_KEPT} ORDER BY w.id LIMIT batch)
        UNION ALL
        (${OPEN} AND ${NOT_YET_KEPT} ORDER BY w.id LIMIT batch)
      ) n ORDER BY n.id LIMIT batch
    ), copied AS (
      INSERT INTO webhook_bodies_kept (tenant_id, event_id, received_on, body)
      SELECT b.tenant_id, b.event_id, b.received_on, b.body FROM page p
      JOIN webhook_bodies b ON b.tenant_id = p.tenant_id AND b.event_id = p.id AND b.received_on = of_day
      ON CONFLICT DO NOTHING
    )
    SELECT count(*)::integer, (array_agg(p.id ORDER BY p.id DESC))[1] FROM page p;`,
});

/** Whether the partition holds a body that is needed and was not copied. `%1$I` is the partition. */
const unkept = (events: string): string => `
      EXISTS (SELECT FROM (${events.replace('of_day', '$1')}) n JOIN %1$I b ON b.tenant_id = n.tenant_id AND b.event_id = n.id
        WHERE NOT EXISTS (SELECT FROM webhook_bodies_kept k WHERE k.tenant_id = n.tenant_id AND k.event_id = n.id))`;

const REFUSE_NEEDED = `
    IF is_needed THEN
      RAISE EXCEPTION 'An event of this day still needs its body' USING ERRCODE = 'object_in_use';
    END IF;`;

/**
 * Drops the bodies of one day. Refuses if a body that is still needed was not copied. An event may be replayed after
 * this check, so the check is repeated under the lock. The second check reads only open events, to be fast.
 */
const DROP_BODY_PARTITION_SQL = definerSql({
  name: 'drop_body_partition',
  parameters: 'of_day date',
  returns: 'void',
  settings: `${SETTINGS} ${BY_INDEX}`,
  declare: `${DECLARE} is_needed boolean;`,
  body: `
    IF of_day IS NULL OR of_day >= ${TODAY} - 1 THEN
      RAISE EXCEPTION 'drop_body_partition: kept for at least 1 day' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    ${ONE_AT_A_TIME}
    IF to_regclass(name) IS NULL THEN RETURN; END IF;
    EXECUTE format($check$ SELECT ${unkept(DEAD)} OR ${unkept(OPEN)} $check$, name) INTO is_needed USING of_day;
    ${REFUSE_NEEDED}
    LOCK TABLE ONLY webhook_bodies IN ACCESS EXCLUSIVE MODE;
    EXECUTE format($check$ SELECT ${unkept(OPEN)} $check$, name) INTO is_needed USING of_day;
    ${REFUSE_NEEDED}
    EXECUTE format('DROP TABLE %I', name);`,
});

export const BODY_PARTITION_FUNCTIONS_SQL: readonly string[] = [
  CREATE_BODY_PARTITION_SQL,
  KEEP_WEBHOOK_BODIES_SQL,
  DROP_BODY_PARTITION_SQL,
];
