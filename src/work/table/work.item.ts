import type { StoredError } from '../failure.verdict.js';

/** A claimed row, as `apply()` receives it. A kind of work adds its own columns. */
export interface WorkItem {
  id: string;
  /** Raised by every claim. A write that checks it fails once another worker has claimed the row. */
  fence: number;
  /** Number of failed attempts before this one. */
  attempts: number;
  /** The call that caused it, where the table stores that (`ORIGIN_COLUMNS`). */
  requestId?: string | null;
  traceContext?: string | null;
  /** Absent: it concerns no provider. */
  provider?: string;
}

/** The end of an item. `error`: the reason, unless it succeeded. */
export interface EndedItem<Item extends WorkItem = WorkItem> {
  item: Item;
  status: string;
  error: StoredError | null;
}

/** An item that is processed again later. */
export interface PostponedItem<Item extends WorkItem = WorkItem> {
  item: Item;
  delayMs: number;
  usesAttempt: boolean;
  /** Bull brings the item back, so the reconciler does not hint it. */
  hinted: boolean;
  error: StoredError | null;
}

/**
 * One claimed row. `isSurplus`: it exceeded its tenant's share when it was claimed, and uses a slot that no other tenant needs. Of
 * rows that are claimed at the same moment none may know that they are too many.
 */
export interface RowClaim<Item extends WorkItem = WorkItem> {
  item: Item;
  isSurplus: boolean;
}

/** How far the workers are behind. */
export interface OpenWork {
  /** Number of due rows, counted up to a limit. */
  due: number;
  /** Age of the oldest due row, in seconds. */
  oldestSeconds: number;
}
