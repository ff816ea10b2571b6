import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { LogContext } from '../../observability/log/log.context.js';
import type { RunRow } from './run.row.js';
import { CANCEL_ALL_SQL, INSERT_RUN_SQL, LIVE_RUN_SQL } from './run.sql.js';

export type NewRun = Pick<
  RunRow,
  'tenantId' | 'integrationId' | 'provider' | 'syncType' | 'mode' | 'operation' | 'trigger' | 'queue' | 'job'
>;

/** Opens runs, as rows that are the work, and asks them to end. */
@Injectable()
export class RunStore {
  constructor(private readonly database: Database) {}

  /** The live run of this integration and sync type: a new one, or the one that is there already. */
  async open(run: NewRun): Promise<{ run: RunRow; isNew: boolean }> {
    const { requestId, traceContext } = LogContext.origin();
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
          requestId,
          traceContext,
        ]);
        if (inserted) return { run: inserted, isNew: true };
        const live = await tx.row<RunRow>(LIVE_RUN_SQL, [run.tenantId, run.integrationId, run.syncType, run.operation]);
        if (live) return { run: live, isNew: false };
      }
    });
  }

  /** Requests that every live run of an integration ends. */
  async cancelAll(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(CANCEL_ALL_SQL, [tx.tenantId, integrationId]);
  }
}
