import { LocalSlots } from './budget/local.slots.js';
import { LocalTurns } from './budget/local.turns.js';
import { SharedSlots } from './budget/shared.slots.js';
import { SharedTurns } from './budget/shared.turns.js';
import { SlotQueue } from './budget/slot.queue.js';
import type { Grant, Pace } from './budget/turn.ledger.js';
import { TurnQueue } from './budget/turn.queue.js';
import type { SharedState } from './redis/shared.state.js';

/** Of an account's pace, while Redis is away: few processes work for one account at the same time. */
const SMALLEST_PART = 1 / 8;
const LONGEST_HOLD_SECONDS = 3_600;
const MAX_QUEUES = 10_000;

export interface BudgetLimits {
  /** How long one call waits for its turn before the work gives its place to other work. */
  PROVIDER_BUDGET_PATIENCE_MS: number;
  /** How long one call may take. */
  PROVIDER_TIMEOUT_MS: number;
}

/**
 * Spends a provider account's request budget evenly, in all processes together, so that the provider seldom has to
 * say 429. Calls wait their turn; a 429 all the same holds the account and halves its pace, which then creeps up
 * again. While Redis is away each process goes on with its part of the pace.
 */
export class RateBudget {
  private readonly localTurns = new LocalTurns();
  private readonly localSlots = new LocalSlots();
  private readonly sharedTurns?: SharedTurns;
  private readonly sharedSlots?: SharedSlots;
  private readonly turns = new Map<string, TurnQueue>();
  private readonly slots = new Map<string, SlotQueue>();

  /** @param state absent: the budget is this process's own */
  constructor(
    private readonly limits: BudgetLimits = { PROVIDER_BUDGET_PATIENCE_MS: 5_000, PROVIDER_TIMEOUT_MS: 30_000 },
    private readonly state?: SharedState,
  ) {
    if (!state) return;
    const patience = limits.PROVIDER_BUDGET_PATIENCE_MS;
    this.sharedTurns = new SharedTurns(state);
    this.sharedSlots = new SharedSlots(state, patience + limits.PROVIDER_TIMEOUT_MS + 5_000, patience + 1_000);
  }

  /**
   * Waits for a turn in every lane that the call counts in.
   * @param lanes name of the lane (account, or account and endpoint) -> its pace, requests a second
   * @throws NoTurnError when there is none within the patience; the reason of an aborted signal
   */
  take(lanes: Readonly<Record<string, number>>, signal: AbortSignal): Promise<void> {
    const names = Object.keys(lanes).join('\n');
    let queue = this.turns.get(names);
    if (!queue) {
      const paces = Object.entries(lanes).map(([lane, perSecond]) => ({ lane, perSecond }));
      queue = new TurnQueue((turns) => this.reserve(paces, turns), this.limits.PROVIDER_BUDGET_PATIENCE_MS);
      keep(this.turns, names, queue);
    }
    return queue.take(signal);
  }

  /** The provider said no in this lane: hold it for `seconds`, an hour at most, then go on at half the pace. */
  refused(name: string, seconds: number): void {
    const hold = Math.min(seconds, LONGEST_HOLD_SECONDS);
    for (const [lanes, queue] of this.turns) if (lanes.split('\n').includes(name)) queue.forgo();
    void this.localTurns.refuse(name, hold);
    void this.sharedTurns?.refuse(name, hold).catch(() => undefined);
  }

  /**
   * Waits until fewer than `most` are under way in this lane.
   * @returns what to call when it is over, once
   * @throws NoTurnError when none ends within the patience; the reason of an aborted signal
   */
  enter(name: string, most: number, signal: AbortSignal): Promise<() => void> {
    let queue = this.slots.get(name);
    if (!queue) {
      queue = new SlotQueue(name, () => this.slotBook(most), this.limits.PROVIDER_BUDGET_PATIENCE_MS);
      keep(this.slots, name, queue);
    }
    return queue.enter(signal);
  }

  private async reserve(paces: readonly Pace[], turns: number): Promise<Grant> {
    // What this process was refused itself it need not ask for; and Redis may not have heard of it.
    if (this.sharedTurns && this.state?.available && !this.localTurns.isHeld(paces)) {
      const grant = await this.sharedTurns.reserve(paces, turns).catch(() => null);
      if (grant) return grant;
    }
    return this.localTurns.reserve(paces, turns, this.part());
  }

  private slotBook(most: number): { book: LocalSlots | SharedSlots; most: number } {
    if (this.sharedSlots && this.state?.available) return { book: this.sharedSlots, most };
    return { book: this.localSlots, most: Math.max(1, Math.floor(most * this.part())) };
  }

  private part(): number {
    if (!this.state) return 1;
    return this.state.processes === undefined ? SMALLEST_PART : Math.max(SMALLEST_PART, 1 / this.state.processes);
  }
}

function keep<T extends { idle: boolean }>(queues: Map<string, T>, name: string, queue: T): void {
  if (queues.size >= MAX_QUEUES) for (const [key, { idle }] of queues) if (idle) queues.delete(key);
  queues.set(name, queue);
}
