import { windowedSql } from '../../common/windowed.sql.js';
import { RECORD_COLUMNS } from '../../records/record.row.js';

/**
 * Records in the order of their keys. $1 tenant, $2 integration or NULL, $3 types or NULL, $4 integration, $5 type and $6 id
 * of the last record, $7 number of records.
 */
export function recordWalkSql(window: number): { ofIntegration: string; ofTenant: string } {
  const sql = (range: string, order: string) =>
    windowedSql({
      table: 'records',
      range: `w.tenant_id = $1 AND ${range}`,
      order,
      filter: `($3::text[] IS NULL OR w.type = ANY ($3))`,
      columns: `integration_id AS "integrationId", ${RECORD_COLUMNS}`,
      limit: '$7',
      window,
    });
  return {
    ofIntegration: sql(
      'w.integration_id = $2 AND $4::uuid IS NOT NULL AND (w.type, w.external_id) > ($5, $6)',
      'w.type, w.external_id',
    ),
    ofTenant: sql(
      '$2::uuid IS NULL AND (w.integration_id, w.type, w.external_id) > ($4::uuid, $5, $6)',
      'w.integration_id, w.type, w.external_id',
    ),
  };
}
