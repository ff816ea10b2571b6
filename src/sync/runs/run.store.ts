import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Database } from '../../database/database.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import { DueTaker } from '../../work/due.taker.js';
import type { StoredError } from '../../work/failure.verdict.js';
import type { WorkRef } from '../../work/queue.table.js';
import type { DueQuery, DueWork, WorkSource } from '../../work/work.source.js';
import { type RunError, type RunJob, type RunRow, type RunStatus } from './run.row.js';
import {
  CANCEL_ALL_SQL,
  CLAIM_RUN_SQL,
  DEFER_RUN_SQL,
  DUE_JOB_SQL,
  EXTEND_RUN_SQL,
  FINISH_RUN_SQL,
  HAS_SURPLUS_SQL,
  INSERT_RUN_SQL,
  LIVE_RUN_SQL,
  OTHERS_WAIT_SQL,
  POSTPONE_RUN_SQL,
  RUNS,
} from './run.sql.js';

export type NewRun = Pick<
  RunRow,
  'tenantId' | 'integrationId' | 'provider' | 'syncType' | 'mode' | 'operation' | 'trigger' | 'queue' | 'job'
>;

export interface RunClaim {
  run: RunRow;
  /** Beyond the tenant's share, in a slot that no other tenant waits for. */
  isSurplus: boolean;
}

export interface RunPostponement {
  delayMs: number;
  usesAttempt: boolean;
  hinted: boolean;
  error: StoredError | null;
}

/** No tenant has so many runs executing. */
const NO_SHARE = 2 ** 31 - 1;

/** Runs as rows that are the work. */
@Injectable()
export class RunStore implements WorkSource {
  readonly name = 'run';
  readonly jobs = ['sync', 'scheduled-sync', 'batch'] as const;
  private readonly due: DueTaker;

  constructor(
    private readonly database: Database,
    private readonly crossTenant: CrossTenant,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    this.due = new DueTaker(RUNS, config.limits.RECONCILE_STEPS);
  }

  /** The live run of this integration and sync type: a new one, or the one that is there already. */
  async open(run: NewRun): Promise<RunRow> {
    return this.database.inTenant(run.tenantId, async (tx) => {
      for (;;) {
        const inserted = await tx.row<RunRow>(INSERT_RUN_SQL, [
          run.tenantId,
          run.integrationId,
          run.provider,
          run.syncType,
          run.mode,
          run.operation,
          run.trigger,
          run.queue,
          run.job,
        ]);
        if (inserted) return inserted;
        const live = await tx.row<RunRow>(LIVE_RUN_SQL, [run.tenantId, run.integrationId, run.syncType, run.operation]);
        if (live) return live;
      }
    });
  }

  /**
   * `null`: not due, or taken; or the tenant has as many executing as its share is and others wait, and it is put off a
   * little.
   */
  async claim({ tenantId, id }: WorkRef): Promise<RunClaim | null> {
    const run = await this.claimWithin(tenantId, id, this.config.limits.SYNC_RUNS_PER_TENANT);
    if (run) return { run, isSurplus: false };
    const due = await this.database.inTenant(tenantId, (tx) => tx.row<{ job: RunJob }>(DUE_JOB_SQL, [tenantId, id]));
    if (!due) return null;
    const surplus = (await this.othersWait(due.job, tenantId, 0))
      ? undefined
      : await this.claimWithin(tenantId, id, NO_SHARE);
    if (surplus) return { run: surplus, isSurplus: true };
    await this.database.inTenant(tenantId, (tx) => tx.execute(DEFER_RUN_SQL, [tenantId, id]));
    return null;
  }

  /** Whether runs of other tenants have been due for so long and have no slot. */
  async othersWait(job: RunJob, tenantId: string, forMs: number): Promise<boolean> {
    const row = await this.crossTenant.transaction((tx) =>
      tx.row<{ waiting: boolean }>(OTHERS_WAIT_SQL, [job, tenantId, forMs]),
    );
    return row?.waiting ?? false;
  }

  /** Whether the tenant has more runs executing than its share is. */
  async hasSurplus(tenantId: string): Promise<boolean> {
    const row = await this.database.inTenant(tenantId, (tx) =>
      tx.row<{ surplus: boolean }>(HAS_SURPLUS_SQL, [tenantId, this.config.limits.SYNC_RUNS_PER_TENANT]),
    );
    return row?.surplus ?? false;
  }

  async extend({ tenantId, id, fence }: RunRow): Promise<'held' | 'lost' | 'cancelled'> {
    const row = await this.database.inTenant(tenantId, (tx) =>
      tx.row<{ cancelled: boolean }>(EXTEND_RUN_SQL, [tenantId, id, fence, this.config.limits.LEASE_SECONDS]),
    );
    if (!row) return 'lost';
    return row.cancelled ? 'cancelled' : 'held';
  }

  /** Returns whether the run was still ours to finish. */
  async finish(
    tx: Transaction,
    { tenantId, id, fence }: RunRow,
    status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'>,
    error: RunError | null,
  ): Promise<boolean> {
    const parameters = [tenantId, id, fence, status, error && JSON.stringify(error)];
    return (await tx.execute(FINISH_RUN_SQL, parameters)) > 0;
  }

  /** Requests that every live run of an integration ends. */
  async cancelAll(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(CANCEL_ALL_SQL, [tx.tenantId, integrationId]);
  }

  async postpone({ tenantId, id, fence }: RunRow, postponement: RunPostponement): Promise<void> {
    const { delayMs, usesAttempt, hinted, error } = postponement;
    await this.database.inTenant(tenantId, (tx) =>
      tx.execute(POSTPONE_RUN_SQL, [
        tenantId,
        id,
        fence,
        Math.round(delayMs),
        usesAttempt ? 1 : 0,
        hinted,
        error && JSON.stringify(error),
      ]),
    );
  }

  wake(limit: number, crossing: TenantCrossing = this.crossTenant): Promise<number> {
    return crossing.transaction((tx) => this.due.wake(tx, limit));
  }

  /** Each job has its part of the limit, so that none waits for another one's queue. */
  takeDue(query: DueQuery, crossing: TenantCrossing = this.crossTenant): Promise<DueWork[]> {
    const part = { ...query, limit: Math.ceil(query.limit / query.jobs.length) };
    return crossing.transaction(async (tx) => {
      const due: DueWork[] = [];
      for (const job of query.jobs) due.push(...(await this.due.take(tx, part, job)));
      return due;
    });
  }

  private claimWithin(tenantId: string, id: string, share: number): Promise<RunRow | undefined> {
    return this.database.inTenant(tenantId, async (tx) => {
      const run = await tx.row<RunRow>(CLAIM_RUN_SQL, [tenantId, id, this.config.limits.LEASE_SECONDS, share]);
      if (!run) return undefined;
      const fence = `UPDATE sync_slices SET fence = $3 WHERE tenant_id = $1 AND run_id = $2`;
      await tx.execute(fence, [tenantId, id, run.fence]);
      return run;
    });
  }
}
