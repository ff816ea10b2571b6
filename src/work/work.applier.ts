import { Inject, Injectable } from '@nestjs/common';
import { DatabaseAvailability } from '../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import type { TenantTransaction } from '../database/transaction.js';
import type { ClaimedWork } from './claimed.work.js';
import { judgeFailure } from './failure.verdict.js';
import { inItems } from './item.context.js';
import { LeaseLostError } from './lease.js';
import type { QueueKey } from './queue.table.js';
import { RefusedWork } from './refused.work.js';
import type { EndedItem, WorkItem } from './table/work.item.js';
import { WorkEnds } from './work.ends.js';
import type { WorkContext } from './work.kind.js';

/** If PostgreSQL refuses this number of items in a row, the items are not the cause. */
const REFUSALS_IN_A_ROW = 2;

type Failures = Map<WorkItem, unknown>;

/** Applies claimed items by their kind of work. A bad item does not make the other items fail. */
@Injectable()
export class WorkApplier {
  constructor(
    @Inject(DatabaseAvailability) private readonly availability: Pick<DatabaseAvailability, 'refusal' | 'since'>,
    private readonly refused: RefusedWork,
    private readonly ends: WorkEnds,
  ) {}

  /** Returns the failed items, each with its error. */
  async apply(claimed: ClaimedWork, signal: AbortSignal): Promise<Failures> {
    const failures: Failures = new Map();
    for (const items of groupsOf(claimed)) {
      const refusal = this.availability.refusal();
      if (refusal) for (const item of items) failures.set(item, refusal.untried());
      else await this.applyTogether(claimed, items, signal, failures);
    }
    return failures;
  }

  /** If a batch fails, each item is tried on its own. */
  private async applyTogether(
    claimed: ClaimedWork,
    items: readonly WorkItem[],
    signal: AbortSignal,
    failures: Failures,
  ): Promise<void> {
    const { kind } = claimed.work;
    try {
      signal.throwIfAborted();
      const { ended, failed } = await inItems(kind, items, () => kind.apply(items, contextOf(claimed, signal)));
      for (const [item, error] of failed) failures.set(item, error);
      this.refused.committed(ended.map(({ item }) => item.id));
      this.ends.ended(claimed, ended);
    } catch (thrown) {
      const error: unknown = signal.aborted ? signal.reason : thrown;
      const isShared = items.length === 1 || signal.aborted || !(await this.mayBeOneItems(claimed, error));
      if (!isShared) return this.applyApart(claimed, items, signal, failures);
      for (const item of items) failures.set(item, error);
    }
  }

  /**
   * If PostgreSQL has refused several items in a row, the remaining ones are not tried, because it would refuse them
   * too.
   */
  private async applyApart(
    claimed: ClaimedWork,
    items: readonly WorkItem[],
    signal: AbortSignal,
    failures: Failures,
  ): Promise<void> {
    let refusals = 0;
    let refusal: DatabaseUnavailableError | undefined;
    for (const item of items) {
      if (refusal && refusals >= REFUSALS_IN_A_ROW) {
        failures.set(item, refusal.untried());
        continue;
      }
      await this.applyTogether(claimed, [item], signal, failures);
      const failure = failures.get(item);
      refusal = failure instanceof DatabaseUnavailableError ? failure : undefined;
      refusals = refusal ? refusals + 1 : 0;
    }
  }

  /**
   * Whether one item may have caused the failure of a batch. Trouble with the provider or with our infrastructure
   * affects all items. Any other error may come from one item. This includes a refusal by PostgreSQL while it accepts
   * other writes.
   */
  private async mayBeOneItems({ work, job }: ClaimedWork, error: unknown): Promise<boolean> {
    if (error instanceof LeaseLostError) return false;
    if (error instanceof DatabaseUnavailableError) return (await this.availability.since(error.at)).up;
    return judgeFailure(work.kind.table.jobs[job] as QueueKey, error, 0).kind === 'retry';
  }
}

function groupsOf({ work, items }: ClaimedWork): WorkItem[][] {
  const groups = new Map<string, WorkItem[]>();
  for (const item of items) {
    const name = work.kind.groupOf?.(item) ?? '';
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}

function contextOf({ work, tenantId }: ClaimedWork, signal: AbortSignal): WorkContext {
  const finish = async (tx: TenantTransaction, ended: readonly EndedItem[]): Promise<void> => {
    if (!(await work.table.finish(tx, ended))) throw new LeaseLostError();
  };
  return { tenantId, signal, finish };
}
