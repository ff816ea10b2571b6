import { HIGHEST_ID, windowedSql } from '../../common/windowed.sql.js';

/**
 * Ids of runs, newest first: of one integration along its own index, of all along the primary key. $1 tenant, $2 id before
 * which to start, $3 limit, $4 integration, $5 sync type, $6 status.
 */
export function listRunsSql(window: number): { ofIntegration: string; ofAll: string } {
  const sql = (range: string) =>
    windowedSql({
      table: 'sync_runs',
      range: `w.tenant_id = $1 AND ${range} AND w.id < coalesce($2::uuid, ${HIGHEST_ID})`,
      order: 'w.id DESC',
      filter: `($5::text IS NULL OR w.sync_type = $5) AND ($6::text IS NULL OR w.status = $6)`,
      columns: 'w.id',
      limit: '$3',
      window,
    });
  return { ofIntegration: sql('w.integration_id = $4'), ofAll: sql('$4::uuid IS NULL') };
}
