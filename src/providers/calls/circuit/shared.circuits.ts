import type { RedisScript } from '../redis/redis.script.js';
import type { SharedState } from '../redis/shared.state.js';
import { TRIAL_LOOK_MS, type CircuitBoard, type CircuitState, type OpenTimes } from './circuit.board.js';
import { ASK_SCRIPT, CLOSE_SCRIPT, GIVE_UP_SCRIPT, OPEN_SCRIPT } from './circuit.scripts.js';

/** Circuits as all processes see them, by Redis's clock. Every method throws while Redis is away. */
export class SharedCircuits implements CircuitBoard {
  constructor(
    private readonly state: SharedState,
    private readonly times: OpenTimes,
  ) {}

  async ask(circuit: string, trialMs: number): Promise<CircuitState> {
    const answer = await this.run<number>(ASK_SCRIPT, circuit, [trialMs, this.times.longestMs, TRIAL_LOOK_MS]);
    if (answer === 0) return { kind: 'closed' };
    return answer < 0 ? { kind: 'trial' } : { kind: 'open', waitMs: answer };
  }

  open(circuit: string, trial: boolean): Promise<number> {
    return this.run(OPEN_SCRIPT, circuit, [trial ? 1 : 0, this.times.firstMs, this.times.longestMs]);
  }

  close(circuit: string): Promise<void> {
    return this.run(CLOSE_SCRIPT, circuit, []);
  }

  giveUp(circuit: string): Promise<void> {
    return this.run(GIVE_UP_SCRIPT, circuit, []);
  }

  private run<T>(script: RedisScript, circuit: string, args: readonly number[]): Promise<T> {
    return this.state.run<T>(script, [`circuit:${circuit}`], args);
  }
}
