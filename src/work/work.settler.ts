import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ClaimedWork } from './claimed.work.js';
import type { FailureVerdict } from './failure.verdict.js';
import { DONE, type JobOutcome } from './job.outcome.js';
import { inItem } from './item.context.js';
import { CancelledError } from './lease.js';
import type { QueueKey } from './queue.table.js';
import { RefusedWork } from './refused.work.js';
import type { EndedItem, PostponedItem, WorkItem } from './table/work.item.js';
import { WorkEnds } from './work.ends.js';
import { WorkLog } from './work.log.js';

type Settled = { ended: EndedItem[]; postponed: PostponedItem[] };

/** Decides about failed items: they are tried again, or given up and kept for replay. */
@Injectable()
export class WorkSettler {
  constructor(
    private readonly database: Database,
    private readonly refused: RefusedWork,
    private readonly ends: WorkEnds,
  ) {}

  /** The outcome is that of the named item. The other items are settled on their own. */
  async settle(claimed: ClaimedWork, failures: ReadonlyMap<WorkItem, unknown>): Promise<JobOutcome> {
    let outcome: JobOutcome = DONE;
    const settled: Settled = { ended: [], postponed: [] };
    for (const [item, error] of failures) {
      const isNamed = item.id === claimed.id;
      const ofItem = await this.settleOne(claimed, item, error, settled, isNamed);
      if (isNamed) outcome = ofItem;
    }
    await claimed.work.table.postpone(claimed.tenantId, settled.postponed);
    await this.end(claimed, settled.ended);
    return outcome;
  }

  private async settleOne(
    claimed: ClaimedWork,
    item: WorkItem,
    error: unknown,
    { ended, postponed }: Settled,
    isNamed: boolean,
  ): Promise<JobOutcome> {
    const { work, job } = claimed;
    const { jobs, statuses } = work.kind.table;
    if (error instanceof CancelledError && statuses.cancelled) {
      ended.push({ item, status: statuses.cancelled, error: null });
      return DONE;
    }
    const verdict = await this.refused.judge(jobs[job] as QueueKey, item, error);
    if (verdict.kind === 'dead') ended.push({ item, status: statuses.dead, error: verdict.error });
    else if (verdict.kind !== 'lost') postponed.push(toPostponed(item, verdict, isNamed));
    inItem(work.kind, item, () => WorkLog.failed(claimed, item, verdict, error));
    return toOutcome(verdict, error);
  }

  private async end(claimed: ClaimedWork, ended: readonly EndedItem[]): Promise<void> {
    if (ended.length === 0) return;
    const { work, tenantId } = claimed;
    const { kind, table } = work;
    const ours = await this.database.inTenant(tenantId, async (tx) => {
      const stillOurs = await table.finishOurs(tx, ended);
      for (const { item, error } of stillOurs) {
        if (error) await inItem(kind, item, () => kind.onDead?.(tx, item, error));
      }
      return stillOurs;
    });
    this.ends.ended(claimed, ours);
  }
}

function toPostponed(
  item: WorkItem,
  verdict: Exclude<FailureVerdict, { kind: 'dead' | 'lost' }>,
  isNamed: boolean,
): PostponedItem {
  if (verdict.kind === 'postpone') {
    return { item, delayMs: verdict.delayMs, usesAttempt: false, hinted: false, error: verdict.error };
  }
  const hinted = isNamed && verdict.retry.tier === 'quick';
  return { item, delayMs: verdict.retry.delayMs, usesAttempt: true, hinted, error: verdict.error };
}

function toOutcome(verdict: FailureVerdict, error: unknown): JobOutcome {
  if (verdict.kind === 'retry') return { kind: verdict.retry.tier === 'quick' ? 'retry' : 'failed', error };
  return verdict.kind === 'dead' ? { kind: 'failed', error } : DONE;
}
