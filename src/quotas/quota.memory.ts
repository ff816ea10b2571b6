import { BoundedCache } from '../common/bounded-cache.js';

/** What was found when a quota was last counted. */
interface Remembered {
  until: number;
  /** How many may still be added uncounted. */
  left: number;
  /** Seconds until there is room; `null`: there is some. */
  freesIn: number | null;
}

export type QuotaAnswer = { fits: true } | { fits: false; freesIn: number };

/** Counting fewer than this costs about a millisecond at most, and is done each time. */
export const COUNTED_EACH_TIME = 1_000;
/** Part of the room that one process fills uncounted. */
const SHARE = 100;
const REMEMBERED_MS = 1_000;
const MAX_ENTRIES = 10_000;

/**
 * What one process knows of quotas that are costly to count: 10,000 idempotency keys take 10 ms to count (measured), and
 * no other request of the tenant can add one meanwhile. For a second it lets a hundredth of the room be filled uncounted, or
 * refuses uncounted where there was none. Several processes may so exceed the quota by a hundredth each; close to the
 * quota the hundredth is nothing, and each addition is counted.
 */
export class QuotaMemory {
  private readonly known = new BoundedCache<string, Remembered>(MAX_ENTRIES);

  constructor(private readonly now: () => number) {}

  /** `undefined`: not known, count. */
  ask(key: string): QuotaAnswer | undefined {
    const remembered = this.known.get(key);
    if (!remembered || remembered.until <= this.now()) return undefined;
    if (remembered.freesIn !== null) return { fits: false, freesIn: remembered.freesIn };
    if (remembered.left === 0) return undefined;
    remembered.left--;
    return { fits: true };
  }

  learn(key: string, room: number, freesIn: number): void {
    const full = room <= 0;
    this.known.set(key, {
      until: this.now() + REMEMBERED_MS,
      left: full ? 0 : Math.floor(room / SHARE),
      freesIn: full ? freesIn : null,
    });
  }
}
