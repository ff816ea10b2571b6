/** Days in UTC from today on, and whether they have a partition. $1 how many days ahead. */
export const MISSING_DAYS_SQL = `
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day
  FROM generate_series((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date + $1::int, '1 day') AS d(day)
  WHERE to_regclass(to_char(d.day, '"webhook_bodies_y"YYYY"m"MM"d"DD')) IS NULL
  ORDER BY d.day`;

/** Days older than the retention ($1, in days) that still have a partition. */
export const EXPIRED_DAYS_SQL = `
  SELECT to_char(p.day, 'YYYY-MM-DD') AS day FROM (
    SELECT to_date(substring(c.relname FROM 'y\\d{4}m\\d{2}d\\d{2}$'), '"y"YYYY"m"MM"d"DD') AS day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'webhook_bodies'::regclass AND c.relname ~ '^webhook_bodies_y\\d{4}m\\d{2}d\\d{2}$'
  ) p WHERE p.day < (now() AT TIME ZONE 'UTC')::date - $1::int ORDER BY p.day`;

/** The day that the statements below work on; a utility statement takes no parameters. $1 `YYYY-MM-DD`. */
export const NAME_DAY_SQL = `SELECT set_config('app.partition_day', $1, true)`;

/**
 * Attaching is kinder than creating in place: it does not lock the parent against reading and writing. What the
 * default partition holds already stays there; asking first saves locking it only to find that out.
 */
export const CREATE_SQL = `
  DO $$ DECLARE
    day date := current_setting('app.partition_day')::date;
    name text := to_char(day, '"webhook_bodies_y"YYYY"m"MM"d"DD');
  BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    IF EXISTS (SELECT 1 FROM webhook_bodies_default WHERE received_on = day) THEN
      RAISE EXCEPTION 'The default partition holds this day' USING ERRCODE = 'check_violation';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE webhook_bodies INCLUDING ALL EXCLUDING INDEXES)', name);
    EXECUTE format('CALL isolate_tenants(%L)', name);
    EXECUTE format('ALTER TABLE webhook_bodies ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, day, day + 1);
  END $$`;

/** A day with an open event keeps its bodies: it cannot be worked on without. */
export const DROP_SQL = `
  DO $$ DECLARE
    day date := current_setting('app.partition_day')::date;
  BEGIN
    IF EXISTS (SELECT 1 FROM webhook_events WHERE status IN ('received', 'processing') AND received_on = day) THEN
      RAISE EXCEPTION 'An event of this day is still open' USING ERRCODE = 'object_in_use';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS %I', to_char(day, '"webhook_bodies_y"YYYY"m"MM"d"DD'));
  END $$`;
