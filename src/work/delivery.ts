import type { DueQuery } from './table/due.work.js';

/** An empty queue has no hint on its way, so rows hinted longer ago than this have lost theirs. */
const SETTLE_MS = 500;

export interface DeliveryFacts {
  /** Hints that wait in Redis. `null`: Redis refuses them, or cannot be asked. */
  backlog: number | null;
  /** For how long Redis has delivered nothing to this process, though it waits for jobs. */
  quietMs: number;
  /** Whether this process may do work of this queue without being sent it: it is a worker, and the queue is not paused. */
  mayWork: boolean;
  paused: boolean;
}

export interface DeliveryLimits {
  DIRECT_AFTER_MS: number;
  HINT_TTL_MS: number;
  RECONCILE_BATCH: number;
}

/** What is to be done about due rows of one queue. */
export interface DeliveryPlan extends Pick<DueQuery, 'hintTtlMs' | 'dueForMs'> {
  /** Rows due for at least this long are done here, as far as slots are free; `null`: none is. */
  directAfterMs: number | null;
  /** Whether the other rows are hinted; if not, no more are taken than can be done here. */
  hints: boolean;
}

/**
 * Decides from facts, not from whether Redis is connected: a Redis that answers may refuse every write, and one that
 * takes every hint may deliver none.
 *
 * @returns `null`: nothing; what lies in Redis is enough, or the queue is paused
 */
export function planDelivery(facts: DeliveryFacts, limits: DeliveryLimits): DeliveryPlan | null {
  const { backlog, mayWork } = facts;
  const { DIRECT_AFTER_MS, HINT_TTL_MS, RECONCILE_BATCH } = limits;
  if (backlog === null) return planRefused(facts);
  const isQuiet = mayWork && facts.quietMs >= DIRECT_AFTER_MS;
  // A lost hint is sent again first. One that somebody else takes away is lost again, however often it is sent.
  if (backlog === 0) {
    return { hintTtlMs: SETTLE_MS, dueForMs: 0, directAfterMs: isQuiet ? DIRECT_AFTER_MS : null, hints: true };
  }
  if (isQuiet) {
    return { hintTtlMs: SETTLE_MS, dueForMs: DIRECT_AFTER_MS, directAfterMs: DIRECT_AFTER_MS, hints: false };
  }
  return backlog < RECONCILE_BATCH ? { hintTtlMs: HINT_TTL_MS, dueForMs: 0, directAfterMs: null, hints: true } : null;
}

/** A process that does no work tries to hint all the same, and so finds out what it has to report. */
function planRefused({ mayWork, paused }: DeliveryFacts): DeliveryPlan | null {
  if (paused) return null;
  return { hintTtlMs: SETTLE_MS, dueForMs: 0, directAfterMs: mayWork ? 0 : null, hints: !mayWork };
}
