import { Logger } from '@nestjs/common';
import type { Limits } from '../../../config/limits.config.js';
import type { SharedState } from '../redis/shared.state.js';
import type { CircuitBoard } from './circuit.board.js';
import { CircuitBreaker } from './circuit.breaker.js';
import { FallbackCircuits } from './fallback.circuits.js';
import { LocalCircuits } from './local.circuits.js';
import { SharedCircuits } from './shared.circuits.js';

const MAX_CIRCUITS = 10_000;

/** One circuit for each account of each provider: no account's trouble is another's. */
export class CircuitBreakers {
  private readonly logger = new Logger(CircuitBreakers.name);
  private readonly board: CircuitBoard;
  private readonly circuits = new Map<string, { provider: string; circuit: CircuitBreaker }>();

  /** @param state absent: circuits are this process's own */
  constructor(
    private readonly limits: Limits,
    state?: SharedState,
  ) {
    const times = {
      firstMs: limits.BREAKER_OPEN_SECONDS * 1000,
      longestMs: limits.BREAKER_LONGEST_OPEN_SECONDS * 1000,
    };
    const local = new LocalCircuits(times);
    this.board = state ? new FallbackCircuits(new SharedCircuits(state, times), local) : local;
  }

  of(provider: string, account: string): CircuitBreaker {
    const name = `${provider}:${account}`;
    const known = this.circuits.get(name);
    if (known) return known.circuit;
    if (this.circuits.size >= MAX_CIRCUITS) this.dropClosed();
    const { BREAKER_FAILURES, PROVIDER_TIMEOUT_MS, PROVIDER_BUDGET_PATIENCE_MS } = this.limits;
    const circuit = new CircuitBreaker(name, this.board, {
      failures: BREAKER_FAILURES,
      trialMs: PROVIDER_TIMEOUT_MS + PROVIDER_BUDGET_PATIENCE_MS,
      onOpen: (ms) => this.logger.warn(`${name} does not answer, and is left alone for ${Math.ceil(ms / 1000)} s`),
    });
    this.circuits.set(name, { provider, circuit });
    return circuit;
  }

  /** Open circuits of each provider that was called, as this process knows them. */
  countOpen(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { provider, circuit } of this.circuits.values()) {
      counts.set(provider, (counts.get(provider) ?? 0) + (circuit.isOpen() ? 1 : 0));
    }
    return counts;
  }

  private dropClosed(): void {
    for (const [name, { circuit }] of this.circuits) if (!circuit.isOpen()) this.circuits.delete(name);
  }
}
