import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { IntegrationStatus } from '../../integrations/connections/integration.row.js';
import { Metrics } from '../../observability/metrics.js';
import type { Hint } from '../../work/dispatcher.js';
import { QUEUES, type WorkRef } from '../../work/queue.table.js';
import { RUN_JOBS, type RunJob } from '../runs/run.row.js';
import { ADVANCE_SCHEDULES_SQL, TAKE_DUE_SCHEDULES_SQL } from './due-schedules.sql.js';
import { nextTime } from './next-time.js';
import type { ScheduleRow } from './schedule.row.js';

type DueSchedule = ScheduleRow & { provider: string; status: IntegrationStatus; now: Date };

const JOB: RunJob = 'scheduled-sync';
/** A sync may be what cures `error`; the other states need somebody to act first. */
const SYNCABLE: ReadonlySet<IntegrationStatus> = new Set(['connected', 'error']);
const POSTPONED_MS = 3_600_000;

/** Turns due schedules of all tenants into runs. A run and the step of its schedule commit together. */
@Injectable()
export class DueSchedules {
  private readonly logger = new Logger(DueSchedules.name);

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'scheduleTimeScale'>,
  ) {}

  /**
   * Two statements, however many are due.
   * @returns how many were due, and a hint for each run that is new
   */
  open(limit: number): Promise<{ due: number; hints: Hint[] }> {
    const queue = QUEUES[RUN_JOBS[JOB]].name;
    return this.crossTenant.transaction(async (tx) => {
      const due = await tx.rows<DueSchedule>(TAKE_DUE_SCHEDULES_SQL, [limit]);
      if (due.length === 0) return { due: 0, hints: [] };
      for (const { now, nextAt } of due) this.metrics.scheduleLag.observe({ queue }, (+now - +nextAt) / 1000);
      const opened = await tx.rows<WorkRef>(ADVANCE_SCHEDULES_SQL, [
        due.map(({ tenantId }) => tenantId),
        due.map(({ integrationId }) => integrationId),
        due.map(({ syncType }) => syncType),
        due.map((schedule) => (isFull(schedule) ? 'full' : 'incremental')),
        due.map(({ provider }) => provider),
        due.map((schedule) => this.next(schedule)),
        due.map((schedule) => this.nextFull(schedule)),
        due.map(({ status }) => SYNCABLE.has(status)),
        queue,
        JOB,
      ]);
      return { due: due.length, hints: opened.map(({ tenantId, id }) => ({ job: JOB, payload: { tenantId, id } })) };
    });
  }

  /** One rhythm that cannot be read must not stop all the others. */
  private next(schedule: DueSchedule): Date {
    try {
      return nextTime(schedule, schedule.now, schedule.nextAt, this.config.scheduleTimeScale);
    } catch (error) {
      const { integrationId, syncType } = schedule;
      this.logger.error(`Schedule ${integrationId}/${syncType}: ${(error as Error).message}`);
      return new Date(schedule.now.getTime() + POSTPONED_MS);
    }
  }

  private nextFull(schedule: DueSchedule): Date | null {
    const { fullEverySeconds, nextFullAt, now } = schedule;
    if (fullEverySeconds === null || nextFullAt === null || !isFull(schedule)) return nextFullAt;
    const rhythm = { everySeconds: fullEverySeconds, cron: null };
    return nextTime(rhythm, now, nextFullAt, this.config.scheduleTimeScale);
  }
}

function isFull({ nextFullAt, now }: DueSchedule): boolean {
  return nextFullAt !== null && nextFullAt <= now;
}
