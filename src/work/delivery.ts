import type { DueQuery } from './table/due.work.js';

/** If the queue is empty, no hint is on its way. Rows that were hinted longer ago than this have lost their hint. */
const SETTLE_MS = 500;

export interface DeliveryFacts {
  /** Number of hints that wait in Redis. `null`: Redis refuses hints or cannot be read. */
  backlog: number | null;
  /** How long Redis has delivered nothing to this process, although the process waits for jobs. */
  quietMs: number;
  /** Whether this process may process rows of this queue without a job: it is a worker, and the queue is not paused. */
  mayWork: boolean;
  paused: boolean;
}

export interface DeliveryLimits {
  DIRECT_AFTER_MS: number;
  HINT_TTL_MS: number;
  RECONCILE_BATCH: number;
}

/** How due rows of one queue are handled. */
export interface DeliveryPlan extends Pick<DueQuery, 'hintTtlMs' | 'dueForMs'> {
  /** Rows that are due for at least this time are processed directly, as far as slots are free. `null`: none. */
  directAfterMs: number | null;
  /** Whether the other rows are hinted. If not, only as many rows are taken as can be processed directly. */
  hints: boolean;
}

/**
 * Decides by facts instead of the connection status: a connected Redis may refuse every write, or accept every hint and
 * deliver none.
 *
 * @returns `null`: nothing to do, because enough hints wait in Redis or the queue is paused
 */
export function planDelivery(facts: DeliveryFacts, limits: DeliveryLimits): DeliveryPlan | null {
  const { backlog, mayWork } = facts;
  const { DIRECT_AFTER_MS, HINT_TTL_MS, RECONCILE_BATCH } = limits;
  if (backlog === null) return planRefused(facts);
  const isQuiet = mayWork && facts.quietMs >= DIRECT_AFTER_MS;
  // A lost hint is sent again first. If something else takes hints from the queue, sending them again does not help.
  if (backlog === 0) {
    return { hintTtlMs: SETTLE_MS, dueForMs: 0, directAfterMs: isQuiet ? DIRECT_AFTER_MS : null, hints: true };
  }
  if (isQuiet) {
    return { hintTtlMs: SETTLE_MS, dueForMs: DIRECT_AFTER_MS, directAfterMs: DIRECT_AFTER_MS, hints: false };
  }
  return backlog < RECONCILE_BATCH ? { hintTtlMs: HINT_TTL_MS, dueForMs: 0, directAfterMs: null, hints: true } : null;
}

/** A process that is no worker still tries to send hints, to find out what Redis refuses. */
function planRefused({ mayWork, paused }: DeliveryFacts): DeliveryPlan | null {
  if (paused) return null;
  return { hintTtlMs: SETTLE_MS, dueForMs: 0, directAfterMs: mayWork ? 0 : null, hints: !mayWork };
}
