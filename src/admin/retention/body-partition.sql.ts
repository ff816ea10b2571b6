/** Days in UTC from today on that have no partition. $1 number of days ahead. */
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

/** The functions belong to the owner's login (`database/functions`). $1 `YYYY-MM-DD`. */
export const CREATE_SQL = `SELECT create_body_partition($1)`;
export const DROP_SQL = `SELECT drop_body_partition($1)`;
/** $1 `YYYY-MM-DD`, $2 id after which to continue, $3 number of rows. */
export const KEEP_SQL = `SELECT needed, last_id AS "lastId" FROM keep_webhook_bodies($1, $2, $3)`;
