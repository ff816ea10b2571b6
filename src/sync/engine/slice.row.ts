import type { StoredError } from '../../work/failure.verdict.js';
import type { Json, PullRequest } from '../../providers/provider.port.js';

/** One stream of a walk that the provider refused. `isUnavailable`: the account may not read it. */
export interface RefusedSlice extends StoredError {
  stream: string;
  isUnavailable: boolean;
}

/** One resumable walk of a run: part of a stream's time range, or a feed of changes. */
export interface SliceRow {
  /** Name of the stream, or of the feed. */
  stream: string;
  slice: number;
  /** What to walk through. The lower bound of a list rises when the older part goes to another slice. */
  request: PullRequest;
  cursor: Json;
  status: 'open' | 'done' | 'failed' | 'unavailable';
  /** What the walk does not meet is asked for one by one when it ends. */
  sweep: boolean;
  /** Epoch seconds by the provider's clock. */
  watermark: number | null;
  memory: Json;
  /** Records and pages so far. */
  fetched: number;
  pages: number;
  /** Live objects by stream, as the provider counted them when the walk ended; `null`: it was not asked. */
  totals: Readonly<Record<string, number>> | null;
  /** Streams of the feed that the provider refused, while the walk brought the others; `null`: none. */
  refused: readonly RefusedSlice[] | null;
  /** Why it failed for good, or why its stream may not be read. */
  error: StoredError | null;
}

export const SLICE_COLUMNS = `
  stream, slice, request, cursor, status, sweep, watermark::float8 AS watermark, memory,
  fetched::float8 AS fetched, pages::float8 AS pages, totals, refused, error`;
