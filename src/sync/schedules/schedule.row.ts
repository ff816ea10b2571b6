import type { Rhythm } from './next-time.js';

export type ScheduleRow = Rhythm & {
  tenantId: string;
  integrationId: string;
  syncType: string;
  paused: boolean;
  nextAt: Date;
  /** How often a run reads everything instead of what has changed; `null`: never. */
  fullEverySeconds: number | null;
  /** The first run from then on is one of those. */
  nextFullAt: Date | null;
  lastRunId: string | null;
  updatedAt: Date;
};

export const SCHEDULE_COLUMNS = `
  s.tenant_id AS "tenantId", s.integration_id AS "integrationId", s.sync_type AS "syncType",
  s.every_seconds AS "everySeconds", s.cron, s.paused, s.next_at AS "nextAt",
  s.full_every_seconds AS "fullEverySeconds", s.next_full_at AS "nextFullAt", s.last_run_id AS "lastRunId",
  s.updated_at AS "updatedAt"`;
