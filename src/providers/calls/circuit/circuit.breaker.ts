import { NoTurnError } from '../budget/no-turn.error.js';
import { ProviderCircuitOpenError, ProviderError, ProviderUnavailableError } from '../../provider.errors.js';
import type { CircuitBoard } from './circuit.board.js';
import { FailureStreak } from './failure.streak.js';

/** What others have opened or closed is noticed this late. */
const LOOK_AGAIN_MS = 1_000;

export interface CircuitOptions {
  /** Failures in a row that open it. */
  failures: number;
  /** How long a trial may take. */
  trialMs: number;
  /** Told when this process has opened it. */
  onOpen?: (ms: number) => void;
}

/**
 * Spares an account that does not answer, and the work that would wait for it: after some failures in a row all calls
 * fail at once, until a trial has shown that it answers again. One trial at a time, of all processes.
 */
export class CircuitBreaker {
  private readonly streak: FailureStreak;
  private openUntil = 0;
  private askAgainAt = 0;

  /** @param now monotonic milliseconds */
  constructor(
    private readonly name: string,
    private readonly board: CircuitBoard,
    private readonly options: CircuitOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.streak = new FailureStreak(options.failures);
  }

  isOpen(): boolean {
    return this.openUntil > this.now();
  }

  /**
   * @param request names the one request, for its failures to be told from those of others
   * @throws ProviderCircuitOpenError without calling; else whatever the call throws
   */
  async run<T>(request: () => string, call: () => Promise<T>): Promise<T> {
    const trial = await this.admit();
    const begunAt = this.now();
    try {
      const value = await call();
      await this.answered(trial);
      return value;
    } catch (error) {
      if (error instanceof ProviderUnavailableError) await this.failed(request(), begunAt, trial);
      else if (error instanceof ProviderError && !(error instanceof NoTurnError)) await this.answered(trial);
      else if (trial) await this.board.giveUp(this.name);
      throw error;
    }
  }

  private async admit(): Promise<boolean> {
    if (this.now() >= this.askAgainAt) {
      const state = await this.board.ask(this.name, this.options.trialMs);
      if (state.kind === 'trial') return true;
      this.note(state.kind === 'open' ? state.waitMs : 0);
    }
    if (this.isOpen()) throw new ProviderCircuitOpenError(this.openUntil - this.now());
    return false;
  }

  private note(openMs: number): void {
    const now = this.now();
    if (openMs === 0 && this.openUntil > 0) this.streak.end();
    this.openUntil = openMs > 0 ? now + openMs : 0;
    this.askAgainAt = now + (openMs > 0 ? Math.min(openMs, LOOK_AGAIN_MS) : LOOK_AGAIN_MS);
  }

  private async answered(trial: boolean): Promise<void> {
    this.streak.end();
    if (!trial && !this.isOpen()) return;
    this.note(0);
    await this.board.close(this.name);
  }

  private async failed(request: string, begunAt: number, trial: boolean): Promise<void> {
    const enough = this.streak.add(request, begunAt, this.now());
    if (!enough && !trial) return;
    const wasOpen = this.isOpen();
    const ms = await this.board.open(this.name, trial);
    this.note(ms);
    if (!wasOpen) this.options.onOpen?.(ms);
  }
}
