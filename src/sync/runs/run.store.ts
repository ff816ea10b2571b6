import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Database } from '../../database/database.js';
import type { TenantCrossing } from '../../database/tenant-crossing.js';
import type { Transaction } from '../../database/transaction.js';
import { takeDueSql } from '../../queues/due.sql.js';
import type { StoredError } from '../../queues/failure.verdict.js';
import type { DueQuery, DueWork, WorkSource } from '../../queues/work.source.js';
import { type RunError, type RunRow, type RunStatus } from './run.row.js';
import {
  CLAIM_RUN_SQL,
  DEFER_RUN_SQL,
  EXTEND_RUN_SQL,
  FINISH_RUN_SQL,
  INSERT_RUN_SQL,
  LIVE_RUN_SQL,
  POSTPONE_RUN_SQL,
} from './run.sql.js';

export type NewRun = Pick<
  RunRow,
  'tenantId' | 'integrationId' | 'provider' | 'syncType' | 'mode' | 'operation' | 'trigger' | 'queue' | 'job'
>;

export interface RunPostponement {
  delayMs: number;
  usesAttempt: boolean;
  hinted: boolean;
  error: StoredError | null;
}

const TAKE_DUE_SQL = takeDueSql(
  'sync_runs',
  ['queued', 'running'],
  `w.job, w.status = 'running' AS "takenOver"`,
  'job = ANY($5)',
);

/** Runs as rows that are the work. */
@Injectable()
export class RunStore implements WorkSource {
  readonly name = 'run';
  readonly jobs = ['sync', 'scheduled-sync', 'batch'] as const;

  constructor(
    private readonly database: Database,
    private readonly crossTenant: CrossTenant,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

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

  /** `null`: not due, taken, or too many of the tenant's runs are executing (then it is deferred a little). */
  claim(tenantId: string, id: string): Promise<RunRow | null> {
    const { LEASE_SECONDS, SYNC_RUNS_PER_TENANT } = this.config.limits;
    return this.database.inTenant(tenantId, async (tx) => {
      const run = await tx.row<RunRow>(CLAIM_RUN_SQL, [tenantId, id, LEASE_SECONDS, SYNC_RUNS_PER_TENANT]);
      if (!run) {
        await tx.execute(DEFER_RUN_SQL, [tenantId, id]);
        return null;
      }
      await tx.execute(`UPDATE sync_slices SET fence = $3 WHERE tenant_id = $1 AND run_id = $2`, [
        tenantId,
        id,
        run.fence,
      ]);
      return run;
    });
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

  takeDue(
    { limit, perTenant, hintTtlMs, dueForMs, jobs }: DueQuery,
    crossing: TenantCrossing = this.crossTenant,
  ): Promise<DueWork[]> {
    return crossing.transaction((tx) => tx.rows<DueWork>(TAKE_DUE_SQL, [limit, perTenant, hintTtlMs, dueForMs, jobs]));
  }
}
