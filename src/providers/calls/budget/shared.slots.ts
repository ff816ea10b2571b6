import type { SharedState } from '../redis/shared.state.js';
import type { SlotBook } from './slot.book.js';
import { ENTER_SCRIPT, LEAVE_SCRIPT } from './slot.scripts.js';

/** The calls under way in all processes together. */
export class SharedSlots implements SlotBook {
  /**
   * @param leaseMs longer than any call takes
   * @param patienceMs how long anybody waits
   */
  constructor(
    private readonly state: SharedState,
    private readonly leaseMs: number,
    private readonly patienceMs: number,
  ) {}

  async enter(lane: string, slot: string, most: number): Promise<boolean> {
    return (await this.state.run(ENTER_SCRIPT, keys(lane), [slot, most, this.leaseMs, this.patienceMs])) === 1;
  }

  /** A slot that cannot be given back ends with its lease. */
  async leave(lane: string, slot: string): Promise<void> {
    await this.state.run(LEAVE_SCRIPT, keys(lane), [slot]).catch(() => undefined);
  }
}

function keys(lane: string): [inside: string, waiting: string] {
  return [`inside:${lane}`, `waiting:${lane}`];
}
