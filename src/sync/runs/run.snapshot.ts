import type { StoredError } from '../../work/failure.verdict.js';
import type { RunRow } from './run.row.js';

export interface RunCounts {
  fetched: number;
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
  failed: number;
  pages: number;
  requests: number;
}

/** One stream of a run, or one feed of changes for several: the sum of its slices. */
export interface StreamSnapshot extends RunCounts {
  stream: string;
  /** `unavailable`: the account may not read it, which is no failure of the run. */
  status: 'open' | 'done' | 'failed' | 'unavailable';
  error: StoredError | null;
  /** Records that are probably still to come; `null`: an open slice cannot tell. */
  remaining: number | null;
}

/** A run together with how far it has got, as of one moment of the database's clock. */
export interface RunSnapshot extends RunRow {
  streams: StreamSnapshot[];
  /** What an export has written so far. */
  exportedRecords: number;
  exportedParts: number;
  asOf: Date;
}
