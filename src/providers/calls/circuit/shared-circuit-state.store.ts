import type { RedisScript } from '../redis/redis.script.js';
import type { SharedState } from '../redis/shared.state.js';
import {
  HALF_OPEN_RECHECK_MS,
  type CircuitStateStore,
  type CircuitState,
  type OpenTimes,
} from './circuit-state.store.js';
import { ASK_SCRIPT, CLOSE_SCRIPT, ABANDON_SCRIPT, OPEN_SCRIPT } from './circuit.scripts.js';

/** Circuits that all processes share, by Redis's clock. Every method throws while Redis is unavailable. */
export class SharedCircuitStateStore implements CircuitStateStore {
  constructor(
    private readonly state: SharedState,
    private readonly times: OpenTimes,
  ) {}

  async ask(circuit: string, halfOpenMs: number): Promise<CircuitState> {
    const answer = await this.run<number>(ASK_SCRIPT, circuit, [
      halfOpenMs,
      this.times.longestMs,
      HALF_OPEN_RECHECK_MS,
    ]);
    if (answer === 0) return { kind: 'closed' };
    return answer < 0 ? { kind: 'half-open' } : { kind: 'open', waitMs: answer };
  }

  open(circuit: string, halfOpen: boolean): Promise<number> {
    return this.run(OPEN_SCRIPT, circuit, [halfOpen ? 1 : 0, this.times.firstMs, this.times.longestMs]);
  }

  close(circuit: string): Promise<void> {
    return this.run(CLOSE_SCRIPT, circuit, []);
  }

  abandon(circuit: string): Promise<void> {
    return this.run(ABANDON_SCRIPT, circuit, []);
  }

  private run<T>(script: RedisScript, circuit: string, args: readonly number[]): Promise<T> {
    return this.state.run<T>(script, [`circuit:${circuit}`], args);
  }
}
