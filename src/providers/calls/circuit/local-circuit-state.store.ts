import {
  HALF_OPEN_RECHECK_MS,
  type CircuitStateStore,
  type CircuitState,
  type OpenTimes,
} from './circuit-state.store.js';

interface Circuit {
  until: number;
  /** How often it was opened since it was last closed. */
  times: number;
  /** Whether the testing call is under way. */
  isHalfOpen: boolean;
}

/** Circuits of this process alone. */
export class LocalCircuitStateStore implements CircuitStateStore {
  private readonly circuits = new Map<string, Circuit>();

  /** @param now monotonic milliseconds */
  constructor(
    private readonly times: OpenTimes,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async ask(name: string, halfOpenMs: number): Promise<CircuitState> {
    const circuit = this.find(name);
    if (!circuit) return { kind: 'closed' };
    const waitMs = circuit.until - this.now();
    if (waitMs > 0)
      return { kind: 'open', waitMs: circuit.isHalfOpen ? Math.min(waitMs, HALF_OPEN_RECHECK_MS) : waitMs };
    circuit.until = this.now() + halfOpenMs;
    circuit.isHalfOpen = true;
    return { kind: 'half-open' };
  }

  async open(name: string, halfOpen: boolean): Promise<number> {
    const now = this.now();
    const circuit = this.find(name) ?? { until: 0, times: 0, isHalfOpen: false };
    if (circuit.until > now && !halfOpen) return circuit.until - now;
    const ms = Math.min(this.times.longestMs, this.times.firstMs * 2 ** circuit.times);
    this.circuits.set(name, { until: now + ms, times: circuit.times + 1, isHalfOpen: false });
    return ms;
  }

  async close(name: string): Promise<void> {
    this.circuits.delete(name);
  }

  async abandon(name: string): Promise<void> {
    const circuit = this.circuits.get(name);
    if (circuit) circuit.until = this.now();
  }

  private find(name: string): Circuit | undefined {
    const circuit = this.circuits.get(name);
    if (!circuit || circuit.until + this.times.longestMs > this.now()) return circuit;
    this.circuits.delete(name);
    return undefined;
  }
}
