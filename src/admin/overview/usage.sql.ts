import { windowedSql } from '../../common/windowed.sql.js';
import { NO_TENANT } from '../../database/no-tenant.js';

const COLUMNS = `w.tenant_id AS "tenantId", w.provider, to_char(w.day, 'YYYY-MM-DD') AS day, w.api_calls::float8 AS "apiCalls",
  w.records::float8 AS records, w.webhooks::float8 AS webhooks, w.bytes::float8 AS bytes`;

const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

const LAST_DAY = `coalesce($4::date, ${TODAY})`;

/** A single upper bound. With two bounds PostgreSQL may start the index scan at the wrong one. */
const RANGE = `w.day >= coalesce($3::date, ${LAST_DAY} - 30)
  AND (w.day, w.tenant_id, w.provider) < (coalesce(substr($1::text, 1, 10)::date, ${LAST_DAY} + 1),
    coalesce(substr($1::text, 11, 36), '${NO_TENANT}')::uuid, coalesce(substr($1::text, 47), ''))`;

const ORDER = 'w.day DESC, w.tenant_id DESC, w.provider DESC';

/**
 * Newest day first. $1 position (day, tenant, provider) before which to start, $2 limit, $3 first day, $4 last day,
 * $5 provider, $6 tenant. One tenant has only a few rows a day, so its rows are read by its key and sorted.
 */
export function usageSql(window: number): { ofTenant: string; ofAll: string } {
  const list = { table: 'provider_usage', columns: COLUMNS, limit: '$2', window };
  const filter = `($5::text IS NULL OR w.provider = $5)`;
  return {
    ofTenant: `
      SELECT u.* FROM (
        SELECT ${COLUMNS} FROM provider_usage w
        WHERE w.tenant_id = $6 AND ${RANGE} AND ${filter}
      ) u ORDER BY u.day DESC, u.provider DESC LIMIT $2`,
    ofAll: windowedSql({ ...list, range: `$6::uuid IS NULL AND ${RANGE}`, order: ORDER, filter }),
  };
}
