import type { Json, PullPage } from '../provider.port.js';
import { inside, integer } from '../fields.js';
import type { ParentObject } from './mailchimp.parents.js';
import type { WalkPlan } from './mailchimp.walk.js';

/** How many had left by each campaign. */
type Counts = Record<string, number>;

/**
 * Which campaigns' unsubscribes are listed: those whose report has another number than when they were last listed.
 * The lists themselves can be asked for no time, and there is one for each campaign that was ever sent.
 */
export class MailchimpUnsubscribePlan implements WalkPlan {
  readonly from = null;
  readonly counted = false;
  private readonly known: Counts;
  /** Lists up to here were walked through by somebody who was interrupted. */
  private readonly walkedTo: string;
  private counts: Counts = {};
  private total = 0;
  private isSomethingGone = false;

  /** @param memory of the last walk; `null`: everything is listed */
  constructor(memory: Json, cursor: Json) {
    this.known = countsOf(inside(memory).counts);
    this.walkedTo = String(inside(cursor).parent ?? '');
  }

  choose(parents: ParentObject[]): ParentObject[] {
    const now: Counts = Object.fromEntries(parents.map(({ id, unsubscribed }) => [id, unsubscribed]));
    this.isSomethingGone = Object.entries(this.known).some(([id, count]) => (now[id] ?? 0) < count);
    this.total = parents.reduce((sum, { unsubscribed }) => sum + unsubscribed, 0);
    // What has been listed before the interruption may have grown since: next time it is listed once more.
    const entries = parents.map(({ id }) => [id, id < this.walkedTo ? this.known[id] : now[id]] as const);
    this.counts = countsOf(Object.fromEntries(entries));
    return parents.filter(({ id, unsubscribed }) => unsubscribed > 0 && unsubscribed !== this.known[id]);
  }

  /**
   * The number of all is told only where a report's has gone down: reports may go on counting those who have been
   * deleted for good, and no walk would ever come out equal.
   */
  ending(): Pick<PullPage, 'memory' | 'totals'> {
    const memory = { counts: this.counts };
    return this.isSomethingGone ? { memory, totals: { unsubscribes: this.total } } : { memory };
  }
}

function countsOf(value: unknown): Counts {
  const entries = Object.entries(inside(value)).filter(([, count]) => (integer(count) ?? 0) > 0);
  return Object.fromEntries(entries) as Counts;
}
