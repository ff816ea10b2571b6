import type { CircuitStateStore, CircuitState } from './circuit-state.store.js';

/** Reads the first store, and the second while the first is unavailable. Writes to both, so that both stay current. */
export class FallbackCircuitStateStore implements CircuitStateStore {
  constructor(
    private readonly first: CircuitStateStore,
    private readonly second: CircuitStateStore,
  ) {}

  ask(circuit: string, halfOpenMs: number): Promise<CircuitState> {
    return this.first.ask(circuit, halfOpenMs).catch(() => this.second.ask(circuit, halfOpenMs));
  }

  async open(circuit: string, halfOpen: boolean): Promise<number> {
    const [first, second] = await Promise.all([
      this.first.open(circuit, halfOpen).catch(() => null),
      this.second.open(circuit, halfOpen),
    ]);
    return first ?? second;
  }

  async close(circuit: string): Promise<void> {
    await Promise.all([this.first.close(circuit).catch(() => undefined), this.second.close(circuit)]);
  }

  async abandon(circuit: string): Promise<void> {
    await Promise.all([this.first.abandon(circuit).catch(() => undefined), this.second.abandon(circuit)]);
  }
}
