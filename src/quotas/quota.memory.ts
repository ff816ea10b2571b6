import { BoundedCache } from '../common/bounded-cache.js';

/** The result of the last count. */
interface Remembered {
  until: number;
  /** How many items may still be added without counting. */
  left: number;
  /** Seconds until quota becomes free. `null`: there is some. */
  freesIn: number | null;
}

export type QuotaAnswer = { fits: true } | { fits: false; freesIn: number };

/** Smaller quotas are counted each time, because that takes at most about a millisecond. */
export const COUNTED_EACH_TIME = 1_000;
/** One process may add one part in this number of the free quota without counting. */
const SHARE = 100;
const REMEMBERED_MS = 1_000;
const MAX_ENTRIES = 10_000;

/**
 * Caches quotas that are costly to count: counting 10,000 idempotency keys takes 10 ms (measured), and blocks other
 * requests of the tenant meanwhile. For one second after a count, a process admits up to a hundredth of the free quota
 * without counting, or refuses if there was none. So each process may exceed the quota by a hundredth of it. Close to
 * the quota the hundredth rounds to zero, and each addition is counted.
 */
export class QuotaMemory {
  private readonly known = new BoundedCache<string, Remembered>(MAX_ENTRIES);

  constructor(private readonly now: () => number) {}

  /** `undefined`: unknown, so count. */
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
