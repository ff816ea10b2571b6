import { definerSql } from './definer.sql.js';

/** Receiving webhooks queues up behind a lock that is waited for, so it is given up soon and tried again later. */
const SETTINGS = `SET lock_timeout = '500ms'`;

const ONE_AT_A_TIME = `PERFORM pg_advisory_xact_lock(hashtext('webhook_bodies partitions'));`;
const TODAY = `(now() AT TIME ZONE 'UTC')::date`;
const DECLARE = `name text := to_char(of_day, '"webhook_bodies_y"YYYY"m"MM"d"DD');`;

/**
 * Attaching is kinder than creating in place: it does not lock the parent against reading and writing. What the
 * default partition holds already stays there; asking first saves locking it only to find that out.
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

/** A day with an open event keeps its bodies: it cannot be worked on without. */
const DROP_BODY_PARTITION_SQL = definerSql({
  name: 'drop_body_partition',
  parameters: 'of_day date',
  returns: 'void',
  settings: SETTINGS,
  declare: DECLARE,
  body: `
    IF of_day IS NULL OR of_day >= ${TODAY} - 1 THEN
      RAISE EXCEPTION 'drop_body_partition: kept for at least 1 day' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    ${ONE_AT_A_TIME}
    IF EXISTS (SELECT FROM webhook_events WHERE status IN ('received', 'processing') AND received_on = of_day) THEN
      RAISE EXCEPTION 'An event of this day is still open' USING ERRCODE = 'object_in_use';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS %I', name);`,
});

export const BODY_PARTITION_FUNCTIONS_SQL: readonly string[] = [CREATE_BODY_PARTITION_SQL, DROP_BODY_PARTITION_SQL];
