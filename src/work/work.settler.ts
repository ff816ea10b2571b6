import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ClaimedWork } from './claimed.work.js';
import type { FailureVerdict } from './failure.verdict.js';
import { DONE, type JobOutcome } from './job.outcome.js';
import { CancelledError } from './lease.js';
import type { QueueKey } from './queue.table.js';
import { RefusedWork } from './refused.work.js';
import type { EndedItem, PostponedItem, WorkItem } from './table/work.item.js';

type Settled = { ended: EndedItem[]; postponed: PostponedItem[] };

/** Decides about failed items: they are tried again, or given up and kept for replay. */
@Injectable()
export class WorkSettler {
  private readonly logger = new Logger('Work');

  constructor(
    private readonly database: Database,
    private readonly refused: RefusedWork,
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
    { work: { kind }, job }: ClaimedWork,
    item: WorkItem,
    error: unknown,
    { ended, postponed }: Settled,
    isNamed: boolean,
  ): Promise<JobOutcome> {
    const { jobs, statuses } = kind.table;
    if (error instanceof CancelledError && statuses.cancelled) {
      ended.push({ item, status: statuses.cancelled, error: null });
      return DONE;
    }
    const verdict = await this.refused.judge(jobs[job] as QueueKey, item, error);
    if (verdict.kind === 'dead') ended.push({ item, status: statuses.dead, error: verdict.error });
    else if (verdict.kind !== 'lost') postponed.push(toPostponed(item, verdict, isNamed));
    this.log(kind.describe(item), verdict, error);
    return toOutcome(verdict, error);
  }

  private async end({ work: { kind, table }, tenantId }: ClaimedWork, ended: readonly EndedItem[]): Promise<void> {
    if (ended.length === 0) return;
    const ours = await this.database.inTenant(tenantId, async (tx) => {
      const stillOurs = await table.finishOurs(tx, ended);
      for (const { item, error } of stillOurs) if (error) await kind.onDead?.(tx, item, error);
      return stillOurs;
    });
    for (const one of ours) kind.onEnded?.(one);
  }

  private log(what: string, verdict: FailureVerdict, error: unknown): void {
    if (verdict.kind === 'lost' || verdict.kind === 'postpone') return;
    const stack = verdict.error.code === 'internal_error' && error instanceof Error ? error.stack : undefined;
    const text = `${what}: ${verdict.error.code}, ${verdict.kind}`;
    this.logger.warn(stack ? `${text}\n${stack}` : text);
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
