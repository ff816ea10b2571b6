/** What became of a job's work; the worker turns it into what Bull understands. */
export type JobOutcome =
  | { kind: 'done' }
  /** Bull should try again by its own backoff. */
  | { kind: 'retry'; error: unknown }
  /** Bull should not: it is dead, or the row has its own schedule. */
  | { kind: 'failed'; error: unknown };

export const DONE: JobOutcome = { kind: 'done' };
