import type { SlotBook } from './slot.book.js';

/** The calls under way in this process alone. */
export class LocalSlots implements SlotBook {
  private readonly lanes = new Map<string, Set<string>>();

  async enter(lane: string, slot: string, most: number): Promise<boolean> {
    const inside = this.lanes.get(lane) ?? new Set();
    if (inside.size >= most) return false;
    this.lanes.set(lane, inside.add(slot));
    return true;
  }

  async leave(lane: string, slot: string): Promise<void> {
    const inside = this.lanes.get(lane);
    if (inside?.delete(slot) && inside.size === 0) this.lanes.delete(lane);
  }
}
