import { Injectable } from '@nestjs/common';

/**
 * Spends a provider account's request budget evenly, so that the provider seldom has to say 429. Calls wait
 * their turn; a 429 all the same pauses the account and halves its pace, which then creeps up again.
 */
@Injectable()
export class RateBudget {
  private readonly lanes = new Map<string, Lane>();
  private readonly crowds = new Map<string, Crowd>();

  /**
   * Waits for a turn in every lane that the call counts in, the narrowest first: a turn that is reserved ahead in a
   * wide lane, while the narrow one is not free yet, would stand empty.
   * @param lanes name of the lane (account, or account and endpoint) -> its pace, requests a second
   */
  async take(lanes: Readonly<Record<string, number>>, signal: AbortSignal): Promise<void> {
    const narrowestFirst = Object.entries(lanes).sort(([, a], [, b]) => a - b);
    for (const [name, pace] of narrowestFirst) {
      const now = performance.now();
      const start = this.lane(name, pace).claim(now);
      if (start > now) await sleep(start - now, signal);
    }
    signal.throwIfAborted();
  }

  /** The provider said no in this lane: hold it for `seconds`, then go on at half the pace. */
  refused(name: string, seconds: number): void {
    this.lanes.get(name)?.refused(performance.now(), seconds);
  }

  /** Waits until fewer than `most` are under way in this lane. @returns what to call when it is over, once */
  async enter(name: string, most: number, signal: AbortSignal): Promise<() => void> {
    const crowd = this.crowds.get(name) ?? new Crowd();
    this.crowds.set(name, crowd);
    await crowd.enter(most, signal);
    return () => {
      if (crowd.leave()) this.crowds.delete(name);
    };
  }

  private lane(name: string, pace: number): Lane {
    let lane = this.lanes.get(name);
    if (!lane) {
      if (this.lanes.size >= MAX_LANES) this.dropIdle();
      this.lanes.set(name, (lane = new Lane(pace)));
    }
    return lane;
  }

  private dropIdle(): void {
    const now = performance.now();
    for (const [name, lane] of this.lanes) if (lane.next(now) <= now) this.lanes.delete(name);
  }
}

const MAX_LANES = 10_000;
/** Share of the full pace regained with each call after a refusal. */
const CREEP = 0.02;
const SLOWEST_SHARE = 0.05;
/** Calls bunch up on their way, so the lanes run a little below what the provider allows. */
const HEADROOM = 0.98;

class Lane {
  private at = 0;
  private share = 1;

  constructor(private readonly pace: number) {}

  next(now: number): number {
    return Math.max(this.at, now);
  }

  /** Reserves the next turn, and returns when it is. */
  claim(now: number): number {
    const start = this.next(now);
    this.at = start + this.interval();
    this.share = Math.min(1, this.share + CREEP);
    return start;
  }

  refused(now: number, seconds: number): void {
    this.share = Math.max(SLOWEST_SHARE, this.share / 2);
    this.at = Math.max(this.at, now + seconds * 1000);
  }

  private interval(): number {
    return 1000 / (this.pace * HEADROOM * this.share);
  }
}

class Crowd {
  private inside = 0;
  private waiting: (() => void)[] = [];

  async enter(most: number, signal: AbortSignal): Promise<void> {
    while (this.inside >= most) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    signal.throwIfAborted();
    this.inside += 1;
  }

  /** Returns whether nobody is left. */
  leave(): boolean {
    this.inside -= 1;
    this.waiting.shift()?.();
    return this.inside === 0 && this.waiting.length === 0;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
