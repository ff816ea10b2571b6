import { NoTurnError } from './no-turn.error.js';
import { sleep } from '../../../common/sleep.js';
import { AHEAD_MS, type Grant } from './turn.ledger.js';

/** Turns that a busy process reserves at once, to be spared the round trips. */
const MOST_AT_ONCE = 32;

interface Waiter {
  since: number;
  /** When its patience ends. */
  until: number;
  /** Takes the time of its turn. */
  resolve(at: number): void;
  reject(error: Error): void;
}

/**
 * Those who wait in this process for turns of the same lanes, first come, first served. What is reserved ahead grows
 * while it is used up in time, and shrinks when turns go by unused or the lanes are contended.
 */
export class TurnQueue {
  private readonly waiting: Waiter[] = [];
  private readonly spare: number[] = [];
  private atOnce = 1;
  private reservedAt = -Infinity;
  private asking = false;

  /** @param reserve must not fail */
  constructor(
    private readonly reserve: (turns: number) => Promise<Grant>,
    private readonly patienceMs: number,
  ) {}

  get idle(): boolean {
    return this.waiting.length === 0 && !this.asking;
  }

  /** @throws NoTurnError when it would take longer than the patience; the reason of an aborted signal */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const spare = this.takeSpare();
    // A busy queue has the next ones fetched before it needs them.
    if (spare !== undefined && this.spare.length === 0 && !this.asking) void this.ask();
    const at = spare ?? (await this.queueUp(signal));
    const ms = at - performance.now();
    if (ms > 0) await sleep(ms, signal);
  }

  /** Gives up what is reserved ahead: it was reserved before the provider said no. */
  forgo(): void {
    this.spare.length = 0;
    this.atOnce = 1;
  }

  private takeSpare(): number | undefined {
    const stale = performance.now() - AHEAD_MS;
    if (this.spare[0] !== undefined && this.spare[0] < stale) {
      this.atOnce = Math.ceil(this.atOnce / 2);
      this.spare.splice(0, this.spare.findLastIndex((at) => at < stale) + 1);
    }
    return this.spare.shift();
  }

  private queueUp(signal: AbortSignal): Promise<number> {
    return new Promise<number>((resolve, reject) => {
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      const settle = <T>(how: (value: T) => void) => {
        return (value: T) => {
          signal.removeEventListener('abort', onAbort);
          how(value);
        };
      };
      const since = performance.now();
      const waiter: Waiter = {
        since,
        until: since + this.patienceMs,
        resolve: settle(resolve),
        reject: settle(reject),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
      if (!this.asking) void this.ask();
    });
  }

  private async ask(): Promise<void> {
    this.asking = true;
    do {
      if (performance.now() - this.reservedAt < AHEAD_MS) this.atOnce = Math.min(MOST_AT_ONCE, this.atOnce * 2);
      const turns = Math.max(this.waiting.length, this.atOnce);
      const grant = await this.reserve(turns);
      this.deal(grant);
      if (grant.turns < turns) {
        this.atOnce = 1;
        if (this.waiting.length > 0) await this.untilNext(grant);
      }
    } while (this.waiting.length > 0);
    this.asking = false;
  }

  private deal({ turns, startMs, everyMs }: Grant): void {
    const now = performance.now();
    if (turns > 0) this.reservedAt = now;
    for (let n = 0; n < turns; n++) {
      const at = now + startMs + n * everyMs;
      const waiter = this.waiting.shift();
      if (waiter) waiter.resolve(at);
      else this.spare.push(at);
    }
    this.dismissHopeless(now, (place) => startMs + (turns + place) * everyMs);
  }

  /**
   * Those who cannot have their turn in time, even if nobody else comes, give their place to other work now. Who has
   * waited in vain because others did come stays away for as long again.
   */
  private dismissHopeless(now: number, waitOf: (place: number) => number): void {
    const patient: Waiter[] = [];
    for (const waiter of this.waiting.splice(0)) {
      const wait = waitOf(patient.length);
      if (now + wait > waiter.until) waiter.reject(new NoTurnError(Math.max(wait, now - waiter.since)));
      else patient.push(waiter);
    }
    this.waiting.push(...patient);
  }

  /** A little apart from others who wait for the same moment, and still ahead of it. */
  private untilNext({ turns, startMs, everyMs }: Grant): Promise<void> {
    const ms = Math.max(0, startMs + turns * everyMs - AHEAD_MS) + Math.random() * AHEAD_MS;
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
