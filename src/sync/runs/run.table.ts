import { ORIGIN_COLUMNS, type WorkTableDefinition } from '../../work/table/work-table.definition.js';
import { RUN_COLUMNS, RUN_JOBS } from './run.row.js';

export const RUNS: WorkTableDefinition = {
  name: 'sync_runs',
  jobs: RUN_JOBS,
  statuses: { waiting: 'queued', claimed: 'running', dead: 'failed', cancelled: 'cancelled' },
  columns: `${RUN_COLUMNS}, ${ORIGIN_COLUMNS}`,
  startedAt: 'started_at',
  endedAt: 'finished_at',
  countsLastAttempt: true,
  passFence: `
  UPDATE sync_slices s SET fence = m.fence FROM unnest($2::uuid[], $3::int[]) AS m(id, fence)
  WHERE s.tenant_id = $1 AND s.run_id = m.id`,
};
