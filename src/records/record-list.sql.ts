import { windowedSql } from '../common/windowed.sql.js';
import { RECORD_COLUMNS } from './record.row.js';

const IS_WANTED = `($4::boolean IS NULL OR (w.deleted_at IS NOT NULL) = $4)`;

/**
 * By id, along the primary key. $1 tenant, $2 integration, $3 type, $4 deleted, $5 type and $6 id of the position,
 * $7 limit.
 */
export function recordsByIdSql(window: number): { ofType: string; ofAll: string } {
  const sql = (range: string, order: string) =>
    windowedSql({
      table: 'records',
      range: `w.tenant_id = $1 AND w.integration_id = $2 AND ${range}`,
      order,
      filter: IS_WANTED,
      columns: RECORD_COLUMNS,
      limit: '$7',
      window,
    });
  return {
    ofType: sql('w.type = $3 AND $5::text IS NOT NULL AND w.external_id > $6', 'w.external_id'),
    ofAll: sql('$3::text IS NULL AND (w.type, w.external_id) > ($5, $6)', 'w.type, w.external_id'),
  };
}

/**
 * Of one type by change, along its own index. $1 tenant, $2 integration, $3 type, $4 deleted, $5 changed at or after,
 * $6 time and $7 id of the position, $8 limit. One lower bound, because of two the index may start at the wrong one.
 */
export function recordsByChangeSql(window: number): string {
  return windowedSql({
    table: 'records',
    range: `w.tenant_id = $1 AND w.integration_id = $2 AND w.type = $3
      AND (w.updated_at, w.external_id) > (greatest($5::timestamptz, $6::timestamptz), $7)`,
    order: 'w.updated_at, w.external_id',
    filter: IS_WANTED,
    columns: RECORD_COLUMNS,
    limit: '$8',
    window,
  });
}

/** The first type after one, of those that there are records of. $1 tenant, $2 integration, $3 type. */
export const NEXT_TYPE_SQL = `
  SELECT type FROM records WHERE tenant_id = $1 AND integration_id = $2 AND type > $3 ORDER BY type LIMIT 1`;
