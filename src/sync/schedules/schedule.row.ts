import type { RunMode } from '../runs/run.row.js';
import type { Rhythm } from './next-time.js';

export type ScheduleRow = Rhythm & {
  tenantId: string;
  integrationId: string;
  syncType: string;
  mode: RunMode;
  paused: boolean;
  nextAt: Date;
  lastRunId: string | null;
  updatedAt: Date;
};

export const SCHEDULE_COLUMNS = `
  s.tenant_id AS "tenantId", s.integration_id AS "integrationId", s.sync_type AS "syncType", s.mode,
  s.every_seconds AS "everySeconds", s.cron, s.paused, s.next_at AS "nextAt", s.last_run_id AS "lastRunId",
  s.updated_at AS "updatedAt"`;
