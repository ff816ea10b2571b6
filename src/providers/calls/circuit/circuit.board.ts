/** What a circuit says to a call. */
export type CircuitState =
  | { kind: 'closed' }
  /** This one call may try; the others see the circuit open for as long as it may take. */
  | { kind: 'trial' }
  | { kind: 'open'; waitMs: number };

/** Where circuits are kept; forgotten when nothing has opened them for a while. */
export interface CircuitBoard {
  /** @param trialMs how long a trial may take until somebody else may try */
  ask(circuit: string, trialMs: number): Promise<CircuitState>;
  /**
   * Opens it, for longer each time. What is open already stays as it is, but for a trial that has failed.
   * @returns milliseconds until the next trial
   */
  open(circuit: string, trial: boolean): Promise<number>;
  close(circuit: string): Promise<void>;
  /** The trial came to nothing: the next call may try. */
  giveUp(circuit: string): Promise<void>;
}

/** A trial under way may end at any time, so the others look again this soon. */
export const TRIAL_LOOK_MS = 2_000;

export interface OpenTimes {
  firstMs: number;
  longestMs: number;
}
