import type { CircuitBoard, CircuitState } from './circuit.board.js';

/** Asks the first board, and the second while the first is away; tells both, so that neither starts from nothing. */
export class FallbackCircuits implements CircuitBoard {
  constructor(
    private readonly first: CircuitBoard,
    private readonly second: CircuitBoard,
  ) {}

  ask(circuit: string, trialMs: number): Promise<CircuitState> {
    return this.first.ask(circuit, trialMs).catch(() => this.second.ask(circuit, trialMs));
  }

  async open(circuit: string, trial: boolean): Promise<number> {
    const [first, second] = await Promise.all([
      this.first.open(circuit, trial).catch(() => null),
      this.second.open(circuit, trial),
    ]);
    return first ?? second;
  }

  async close(circuit: string): Promise<void> {
    await Promise.all([this.first.close(circuit).catch(() => undefined), this.second.close(circuit)]);
  }

  async giveUp(circuit: string): Promise<void> {
    await Promise.all([this.first.giveUp(circuit).catch(() => undefined), this.second.giveUp(circuit)]);
  }
}
