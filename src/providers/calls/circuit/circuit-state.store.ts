/** The state of a circuit, as one call sees it. */
export type CircuitState =
  | { kind: 'closed' }
  /** This call tests whether the account answers. All other calls see the circuit open while it runs. */
  | { kind: 'half-open' }
  | { kind: 'open'; waitMs: number };

/** Stores the state of circuits. A circuit that has not been opened for a while is forgotten. */
export interface CircuitStateStore {
  /** @param halfOpenMs how long the testing call may take; after that another call may test */
  ask(circuit: string, halfOpenMs: number): Promise<CircuitState>;
  /**
   * Opens the circuit, each time for longer. An open circuit is left as it is, unless its testing call has failed.
   * @param halfOpen whether the call that failed was the testing one
   * @returns milliseconds until the circuit is half-open
   */
  open(circuit: string, halfOpen: boolean): Promise<number>;
  close(circuit: string): Promise<void>;
  /** The testing call ended without a result: the next call may test. */
  abandon(circuit: string): Promise<void>;
}

/** The testing call can end at any time, so the other calls check the circuit again after this time at most. */
export const HALF_OPEN_RECHECK_MS = 2_000;

export interface OpenTimes {
  firstMs: number;
  longestMs: number;
}
