import { randomUUID } from 'node:crypto';
import { NoTurnError } from './no-turn.error.js';
import type { SlotBook } from './slot.book.js';

/** Places that other processes give back are noticed this late. */
const LOOK_AGAIN_MS = 50;

/** Those who wait in this process for a place in one lane. */
export class SlotQueue {
  private readonly waiting: (() => void)[] = [];
  private inside = 0;

  /** @param open the book to ask now, and how many it lets in */
  constructor(
    private readonly lane: string,
    private readonly open: () => { book: SlotBook; most: number },
    private readonly patienceMs: number,
  ) {}

  get idle(): boolean {
    return this.inside === 0;
  }

  /**
   * @returns what to call when the call is over, once
   * @throws NoTurnError after the patience; the reason of an aborted signal
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    const slot = randomUUID();
    const until = performance.now() + this.patienceMs;
    let { book, most } = this.open();
    this.inside += 1;
    try {
      for (;;) {
        signal.throwIfAborted();
        // A book that cannot be asked is not offered again.
        if (await book.enter(this.lane, slot, most).catch(() => false)) return this.leaving(book, slot);
        if (performance.now() >= until) throw new NoTurnError(this.patienceMs);
        await this.untilNext(signal);
        ({ book, most } = this.open());
      }
    } catch (error) {
      this.leaving(book, slot)();
      throw error;
    }
  }

  private leaving(book: SlotBook, slot: string): () => void {
    return () => {
      this.inside -= 1;
      void book.leave(this.lane, slot).then(() => this.waiting[0]?.());
    };
  }

  private untilNext(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', go);
        const place = this.waiting.indexOf(go);
        if (place >= 0) this.waiting.splice(place, 1);
        resolve();
      };
      const timer = setTimeout(go, LOOK_AGAIN_MS);
      signal.addEventListener('abort', go, { once: true });
      this.waiting.push(go);
      if (signal.aborted) go();
    });
  }
}
