/** The result of a job's work. The worker translates it for Bull. */
export type JobOutcome =
  | { kind: 'done' }
  /** Bull should try again after its own backoff. */
  | { kind: 'retry'; error: unknown }
  /** Bull should not try again: the work is dead, or its row has its own schedule. */
  | { kind: 'failed'; error: unknown };

export const DONE: JobOutcome = { kind: 'done' };
