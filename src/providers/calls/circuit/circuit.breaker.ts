import { ProviderCircuitOpenError, ProviderError, ProviderUnavailableError } from '../../provider.errors.js';
import type { CircuitStateStore } from './circuit-state.store.js';
import { FailureStreak } from './failure.streak.js';

/** A change by another process is noticed after this time at most. */
const RECHECK_MS = 1_000;

export interface CircuitOptions {
  /** Failures in a row that open it. */
  failures: number;
  /** How long the testing call of a half-open circuit may take. */
  halfOpenMs: number;
  /** Called when this process has opened the circuit. */
  onOpen?: (ms: number) => void;
}

/**
 * Circuit breaker of one account. After several failures in a row it opens, and all calls fail at once: no work waits
 * for an account that does not answer. Later it is half-open: one call, of all processes, tests whether the account
 * answers again.
 */
export class CircuitBreaker {
  private readonly streak: FailureStreak;
  private openUntil = 0;
  private askAgainAt = 0;

  /** @param now monotonic milliseconds */
  constructor(
    private readonly name: string,
    private readonly store: CircuitStateStore,
    private readonly options: CircuitOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.streak = new FailureStreak(options.failures);
  }

  isOpen(): boolean {
    return this.openUntil > this.now();
  }

  /**
   * @param request names the request, to tell its failures from those of other requests
   * @throws ProviderCircuitOpenError without making the call; otherwise what the call throws
   */
  async run<T>(request: () => string, call: () => Promise<T>): Promise<T> {
    const halfOpen = await this.admit();
    const begunAt = this.now();
    try {
      const value = await call();
      await this.answered(halfOpen);
      return value;
    } catch (error) {
      if (error instanceof ProviderUnavailableError) await this.failed(request(), begunAt, halfOpen);
      else if (error instanceof ProviderError && error.wasAsked) await this.answered(halfOpen);
      else if (halfOpen) await this.store.abandon(this.name);
      throw error;
    }
  }

  private async admit(): Promise<boolean> {
    if (this.now() >= this.askAgainAt) {
      const state = await this.store.ask(this.name, this.options.halfOpenMs);
      if (state.kind === 'half-open') return true;
      this.note(state.kind === 'open' ? state.waitMs : 0);
    }
    if (this.isOpen()) throw new ProviderCircuitOpenError(this.openUntil - this.now());
    return false;
  }

  private note(openMs: number): void {
    const now = this.now();
    if (openMs === 0 && this.openUntil > 0) this.streak.end();
    this.openUntil = openMs > 0 ? now + openMs : 0;
    this.askAgainAt = now + (openMs > 0 ? Math.min(openMs, RECHECK_MS) : RECHECK_MS);
  }

  private async answered(halfOpen: boolean): Promise<void> {
    this.streak.end();
    if (!halfOpen && !this.isOpen()) return;
    this.note(0);
    await this.store.close(this.name);
  }

  private async failed(request: string, begunAt: number, halfOpen: boolean): Promise<void> {
    const enough = this.streak.add(request, begunAt, this.now());
    if (!enough && !halfOpen) return;
    const wasOpen = this.isOpen();
    const ms = await this.store.open(this.name, halfOpen);
    this.note(ms);
    if (!wasOpen) this.options.onOpen?.(ms);
  }
}
