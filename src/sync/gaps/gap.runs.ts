import { Injectable } from '@nestjs/common';
import { GapStore } from '../../coverage/gap.store.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Hint } from '../../work/dispatcher.js';
import { QUEUES, type WorkRef } from '../../work/queue.table.js';
import { RUN_JOBS, type RunJob } from '../runs/run.row.js';
import { OPEN_GAP_RUNS_SQL } from './gap-runs.sql.js';

const JOB: RunJob = 'scheduled-sync';

/** Opens runs for gaps of all tenants that have been open for long, and that a run can close. */
@Injectable()
export class GapRuns {
  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly gaps: GapStore,
  ) {}

  /**
   * Two statements, however many are due.
   * @returns how many were due, and a hint for each run that is new
   */
  open(limit: number): Promise<{ due: number; hints: Hint[] }> {
    return this.crossTenant.transaction(async (tx) => {
      const due = await this.gaps.takeDue(tx, limit);
      if (due.length === 0) return { due: 0, hints: [] };
      const opened = await tx.rows<WorkRef>(OPEN_GAP_RUNS_SQL, [
        due.map(({ tenantId }) => tenantId),
        due.map(({ integrationId }) => integrationId),
        due.map(({ stream }) => stream),
        due.map(({ provider }) => provider),
        QUEUES[RUN_JOBS[JOB]].name,
        JOB,
      ]);
      return { due: due.length, hints: opened.map(({ tenantId, id }) => ({ job: JOB, payload: { tenantId, id } })) };
    });
  }
}
