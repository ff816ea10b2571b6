import { z } from 'zod';
import type { Json, PullPage } from '../../provider.port.js';
import { checkedMemory } from '../../kit/checked.cursor.js';
import type { ParentObject } from './mailchimp.parents.js';
import type { WalkPlan } from './mailchimp.plan.js';

/** Campaigns that are listed in turn, though their number is the same. */
const IN_TURN = 25;

/** Of one campaign: how many its report says have left by it, and how many were listed. */
interface Count {
  reported: number;
  listed: number;
}

const MEMORY_SCHEMA = z.object({
  counts: z.record(z.string(), z.union([z.number(), z.tuple([z.number(), z.number()])])).optional(),
  turn: z.string().optional(),
});
type Memory = z.infer<typeof MEMORY_SCHEMA>;
const MEMORY = checkedMemory({ name: "the memory of Mailchimp's unsubscribes", version: 1, schema: MEMORY_SCHEMA });

/**
 * Decides which campaigns' unsubscribes are listed. There is a list for each campaign that was ever sent, and it cannot
 * be filtered by time. So a campaign is listed when its report shows another number than when it was last listed. A few
 * of the others are listed in turn, since no number shows that an address has changed.
 *
 * The listed number is remembered beside the reported one: a report can still count contacts that were permanently
 * deleted, so the two need not be equal.
 */
export class MailchimpUnsubscribePlan implements WalkPlan {
  readonly from = null;
  readonly counted = false;
  private readonly isWhole: boolean;
  private readonly known: ReadonlyMap<string, Count>;
  private readonly turn: string;
  private reports: readonly ParentObject[] = [];
  private nextTurn = '';
  private readonly listed = new Map<string, number>();

  /** @param memory of the last walk through changes; absent: everything is listed */
  constructor(memory?: Json) {
    this.isWhole = memory === undefined;
    const { counts = {}, turn = '' } = MEMORY.read(memory) ?? {};
    this.known = countsOf(counts);
    this.turn = turn;
  }

  choose(parents: ParentObject[]): ParentObject[] {
    this.reports = parents.filter(({ unsubscribed }) => unsubscribed > 0);
    const same = this.reports.filter(({ id, unsubscribed }) => this.known.get(id)?.reported === unsubscribed);
    const inTurn = [...same.filter(({ id }) => id > this.turn), ...same.filter(({ id }) => id <= this.turn)];
    this.nextTurn = inTurn[Math.min(IN_TURN, inTurn.length) - 1]?.id ?? this.turn;
    const leftOut = new Set(inTurn.slice(IN_TURN));
    return this.reports.filter((report) => !leftOut.has(report));
  }

  onList(parent: string | null, total: number): void {
    if (parent !== null) this.listed.set(parent, total);
  }

  /** What was listed before an interruption is not remembered, and so it is listed once more the next time. */
  ending(): Pick<PullPage, 'memory' | 'totals'> {
    const counts = new Map<string, Count>();
    let isComplete = !this.isWhole;
    for (const { id, unsubscribed: reported } of this.reports) {
      const listed = this.listed.get(id);
      const count = listed === undefined ? this.known.get(id) : { reported, listed };
      if (count) counts.set(id, count);
      isComplete &&= count?.reported === reported;
    }
    const total = [...counts.values()].reduce((sum, { listed }) => sum + listed, 0);
    const memory = MEMORY.write({ counts: asStored(counts), turn: this.nextTurn });
    return isComplete ? { memory, totals: { unsubscribes: total } } : { memory };
  }
}

/** Mostly the two numbers are one, and an account may have thousands of campaigns. */
function asStored(counts: ReadonlyMap<string, Count>): Memory['counts'] {
  return Object.fromEntries(
    [...counts].map(([id, { reported, listed }]) => [id, reported === listed ? listed : [reported, listed]]),
  );
}

function countsOf(stored: NonNullable<Memory['counts']>): Map<string, Count> {
  return new Map(
    Object.entries(stored).map(([id, count]) => {
      const [reported, listed] = Array.isArray(count) ? count : [count, count];
      return [id, { reported, listed }];
    }),
  );
}
