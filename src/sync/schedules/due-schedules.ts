import { Injectable, Logger } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import type { IntegrationStatus } from '../../integrations/connections/integration.row.js';
import type { Hint } from '../../queues/dispatcher.js';
import { JOB_QUEUE, QUEUES } from '../../queues/queue.table.js';
import type { RunJob, RunRow } from '../runs/run.row.js';
import { INSERT_RUN_SQL } from '../runs/run.sql.js';
import { nextTime } from './next-time.js';
import { SCHEDULE_COLUMNS, type ScheduleRow } from './schedule.row.js';

type DueSchedule = ScheduleRow & { provider: string; status: IntegrationStatus; now: Date };

const JOB: RunJob = 'scheduled-sync';
/** A sync may be what cures `error`; the other states need somebody to act first. */
const SYNCABLE: ReadonlySet<IntegrationStatus> = new Set(['connected', 'error']);
const POSTPONED_MS = 3_600_000;

/** Several schedulers share the due rows between them: what one holds, another skips. */
const TAKE_SQL = `
  SELECT ${SCHEDULE_COLUMNS}, i.provider, i.status, now() AS now
  FROM sync_schedules s JOIN integrations i ON i.tenant_id = s.tenant_id AND i.id = s.integration_id
  WHERE NOT s.paused AND s.next_at <= now() ORDER BY s.next_at LIMIT $1 FOR UPDATE OF s SKIP LOCKED`;

const ADVANCE_SQL = `
  UPDATE sync_schedules SET next_at = $4, last_run_id = coalesce($5, last_run_id)
  WHERE tenant_id = $1 AND integration_id = $2 AND sync_type = $3`;

/** Turns due schedules of all tenants into runs. A run and the step of its schedule commit together. */
@Injectable()
export class DueSchedules {
  private readonly logger = new Logger(DueSchedules.name);

  constructor(private readonly crossTenant: CrossTenant) {}

  /** Returns how many were due, and a hint for each run that is new. */
  open(limit: number): Promise<{ due: number; hints: Hint[] }> {
    return this.crossTenant.transaction(async (tx) => {
      const due = await tx.rows<DueSchedule>(TAKE_SQL, [limit]);
      const hints: Hint[] = [];
      for (const schedule of due) {
        const { tenantId, integrationId, syncType } = schedule;
        const id = SYNCABLE.has(schedule.status) ? await this.insertRun(tx, schedule) : undefined;
        if (id) hints.push({ job: JOB, payload: { tenantId, id } });
        await tx.execute(ADVANCE_SQL, [tenantId, integrationId, syncType, this.next(schedule), id ?? null]);
      }
      return { due: due.length, hints };
    });
  }

  /** `undefined`: one is live already, and does. */
  private async insertRun(tx: Transaction, schedule: DueSchedule): Promise<string | undefined> {
    const { tenantId, integrationId, provider, syncType } = schedule;
    const kind = ['incremental', 'sync', 'schedule', QUEUES[JOB_QUEUE[JOB]].name, JOB];
    return (await tx.row<RunRow>(INSERT_RUN_SQL, [tenantId, integrationId, provider, syncType, ...kind]))?.id;
  }

  /** One rhythm that cannot be read must not stop all the others. */
  private next(schedule: DueSchedule): Date {
    try {
      return nextTime(schedule, schedule.now, schedule.nextAt);
    } catch (error) {
      const { integrationId, syncType } = schedule;
      this.logger.error(`Schedule ${integrationId}/${syncType}: ${(error as Error).message}`);
      return new Date(schedule.now.getTime() + POSTPONED_MS);
    }
  }
}
