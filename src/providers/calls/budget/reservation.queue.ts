import { ProviderNotAskedError } from '../../provider.errors.js';
import { BudgetExhaustedError } from './budget-exhausted.error.js';
import { sleep } from '../../../common/sleep.js';
import { lastStart } from '../../../common/timed-signal.js';
import { AHEAD_MS, type Reservation } from './rate.limiter.js';

/** The most times that a busy process reserves in one round trip. */
const MAX_BATCH = 32;

interface Waiter {
  since: number;
  /** Until when it may begin: a time that comes too late for it is left to others. */
  lastStart: number;
  /** Calls with less time go first. */
  dueBy: number;
  /** Until when it is willing to wait. Known once there was no time for it: until then only this process was slow. */
  until?: number;
  /** @param at the reserved time */
  resolve(at: number): void;
  reject(error: Error): void;
}

/**
 * The calls of this process that wait for the same keys: the one with the least time left goes first. A busy queue reserves several times
 * at once. The batch grows while all of it is used in time. It shrinks when times pass unused, or when other processes
 * compete for the keys.
 */
export class ReservationQueue {
  private readonly waiting: Waiter[] = [];
  private readonly spare: number[] = [];
  private batch = 1;
  private reservedAt = -Infinity;
  private asking = false;

  /** @param reserve must not fail */
  constructor(
    private readonly reserve: (count: number) => Promise<Reservation>,
    private readonly patienceMs: number,
  ) {}

  get idle(): boolean {
    return this.waiting.length === 0 && !this.asking;
  }

  /**
   * Waits for a reserved time.
   * @throws BudgetExhaustedError when it is too far off; ProviderNotAskedError when this process was too slow to find out;
   *   the reason of an aborted signal
   */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const spare = this.takeSpare();
    // A busy queue reserves the next batch before it needs it.
    if (spare !== undefined && this.spare.length === 0 && !this.asking) void this.ask();
    const at = spare ?? (await this.queueUp(signal));
    const ms = at - performance.now();
    if (ms > 0) await sleep(ms, signal);
  }

  /** Drops what is reserved ahead: it was reserved before the provider refused a call. */
  dropSpare(): void {
    this.spare.length = 0;
    this.batch = 1;
  }

  private takeSpare(): number | undefined {
    const stale = performance.now() - AHEAD_MS;
    if (this.spare[0] !== undefined && this.spare[0] < stale) {
      this.batch = Math.ceil(this.batch / 2);
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
      const latest = lastStart(signal);
      const waiter: Waiter = {
        since,
        lastStart: latest,
        dueBy: Math.min(latest, since + this.patienceMs),
        resolve: settle(resolve),
        reject: settle(reject),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.splice(this.waiting.findLastIndex(({ dueBy }) => dueBy <= waiter.dueBy) + 1, 0, waiter);
      if (!this.asking) void this.ask();
    });
  }

  private async ask(): Promise<void> {
    this.asking = true;
    do {
      if (performance.now() - this.reservedAt < AHEAD_MS) this.batch = Math.min(MAX_BATCH, this.batch * 2);
      const count = Math.max(this.waiting.length, this.batch);
      const reservation = await this.reserve(count);
      this.distribute(reservation);
      if (reservation.count < count) {
        this.batch = 1;
        if (this.waiting.length > 0) await this.untilNext(reservation);
      }
    } while (this.waiting.length > 0);
    this.asking = false;
  }

  private distribute({ count, startMs, everyMs }: Reservation): void {
    const now = performance.now();
    if (count > 0) this.reservedAt = now;
    for (let n = 0; n < count; n++) {
      const at = now + startMs + n * everyMs;
      const waiter = this.nextFor(at, now);
      if (waiter) waiter.resolve(at);
      else this.spare.push(at);
    }
    this.rejectTooLate(now, (place) => startMs + (count + place) * everyMs);
  }

  /** The first call for which the time is not too late. Those before it are rejected. */
  private nextFor(at: number, now: number): Waiter | undefined {
    for (let waiter = this.waiting.shift(); waiter; waiter = this.waiting.shift()) {
      if (at < waiter.lastStart) return waiter;
      waiter.reject(
        waiter.until === undefined ? new ProviderNotAskedError() : new BudgetExhaustedError(now - waiter.since),
      );
    }
    return undefined;
  }

  /**
   * Rejects at once the calls that would wait too long even without competition, so that the worker turns to other
   * work. A call that has waited in vain is asked to stay away for at least as long as it has waited.
   */
  private rejectTooLate(now: number, waitOf: (place: number) => number): void {
    const patient: Waiter[] = [];
    for (const waiter of this.waiting.splice(0)) {
      const wait = waitOf(patient.length);
      if (waiter.until === undefined && waiter.lastStart <= now) {
        waiter.reject(new ProviderNotAskedError());
        continue;
      }
      waiter.until ??= Math.min(now + this.patienceMs, waiter.lastStart);
      if (now + wait <= waiter.until) patient.push(waiter);
      else waiter.reject(new BudgetExhaustedError(Math.max(wait, now - waiter.since)));
    }
    this.waiting.push(...patient);
  }

  /** Waits until just before the next free time, with jitter: other processes wait for the same moment. */
  private untilNext({ count, startMs, everyMs }: Reservation): Promise<void> {
    const ms = Math.max(0, startMs + count * everyMs - AHEAD_MS) + Math.random() * AHEAD_MS;
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
