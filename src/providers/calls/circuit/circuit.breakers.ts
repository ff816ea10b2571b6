import { Logger } from '@nestjs/common';
import type { Limits } from '../../../config/limits.config.js';
import type { SharedState } from '../redis/shared.state.js';
import type { CircuitStateStore } from './circuit-state.store.js';
import { CircuitBreaker } from './circuit.breaker.js';
import { FallbackCircuitStateStore } from './fallback-circuit-state.store.js';
import { LocalCircuitStateStore } from './local-circuit-state.store.js';
import { SharedCircuitStateStore } from './shared-circuit-state.store.js';

const MAX_CIRCUITS = 10_000;

/** One circuit for each account of each provider: an outage of one account does not stop the calls of another. */
export class CircuitBreakers {
  private readonly logger = new Logger(CircuitBreakers.name);
  private readonly store: CircuitStateStore;
  private readonly circuits = new Map<string, { provider: string; circuit: CircuitBreaker }>();

  /** @param state absent: the circuits are not shared with other processes */
  constructor(
    private readonly limits: Limits,
    state?: SharedState,
  ) {
    const times = {
      firstMs: limits.BREAKER_OPEN_SECONDS * 1000,
      longestMs: limits.BREAKER_LONGEST_OPEN_SECONDS * 1000,
    };
    const local = new LocalCircuitStateStore(times);
    this.store = state ? new FallbackCircuitStateStore(new SharedCircuitStateStore(state, times), local) : local;
  }

  /** @param timeoutMs how long one call may take */
  of(provider: string, account: string, timeoutMs: number): CircuitBreaker {
    const name = `${provider}:${account}`;
    const known = this.circuits.get(name);
    if (known) return known.circuit;
    if (this.circuits.size >= MAX_CIRCUITS) this.dropClosed();
    const { BREAKER_FAILURES, PROVIDER_BUDGET_PATIENCE_MS } = this.limits;
    const circuit = new CircuitBreaker(name, this.store, {
      failures: BREAKER_FAILURES,
      halfOpenMs: timeoutMs + PROVIDER_BUDGET_PATIENCE_MS,
      onOpen: (ms) => this.logger.warn(`${name} does not answer. Its circuit is open for ${Math.ceil(ms / 1000)} s`),
    });
    this.circuits.set(name, { provider, circuit });
    return circuit;
  }

  /** Number of open circuits that this process knows, by provider. */
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
