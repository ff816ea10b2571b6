import { TRIAL_LOOK_MS, type CircuitBoard, type CircuitState, type OpenTimes } from './circuit.board.js';

interface Circuit {
  until: number;
  /** How often it was opened since it was last closed. */
  times: number;
  trying: boolean;
}

/** Circuits as this process alone sees them. */
export class LocalCircuits implements CircuitBoard {
  private readonly circuits = new Map<string, Circuit>();

  /** @param now monotonic milliseconds */
  constructor(
    private readonly times: OpenTimes,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async ask(name: string, trialMs: number): Promise<CircuitState> {
    const circuit = this.find(name);
    if (!circuit) return { kind: 'closed' };
    const waitMs = circuit.until - this.now();
    if (waitMs > 0) return { kind: 'open', waitMs: circuit.trying ? Math.min(waitMs, TRIAL_LOOK_MS) : waitMs };
    circuit.until = this.now() + trialMs;
    circuit.trying = true;
    return { kind: 'trial' };
  }

  async open(name: string, trial: boolean): Promise<number> {
    const now = this.now();
    const circuit = this.find(name) ?? { until: 0, times: 0, trying: false };
    if (circuit.until > now && !trial) return circuit.until - now;
    const ms = Math.min(this.times.longestMs, this.times.firstMs * 2 ** circuit.times);
    this.circuits.set(name, { until: now + ms, times: circuit.times + 1, trying: false });
    return ms;
  }

  async close(name: string): Promise<void> {
    this.circuits.delete(name);
  }

  async giveUp(name: string): Promise<void> {
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
