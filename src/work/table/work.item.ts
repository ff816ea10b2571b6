import type { StoredError } from '../failure.verdict.js';

/** A claimed row, as `apply()` gets it. A kind of work adds its own columns. */
export interface WorkItem {
  id: string;
  /** Raised by every claim. A write that insists on it fails once another worker has the row. */
  fence: number;
  /** Attempts that have failed before this one. */
  attempts: number;
}

/** How an item ended. `error`: why, where it did not simply succeed. */
export interface EndedItem<Item extends WorkItem = WorkItem> {
  item: Item;
  status: string;
  error: StoredError | null;
}

/** An item that is to be done later. */
export interface PostponedItem<Item extends WorkItem = WorkItem> {
  item: Item;
  delayMs: number;
  usesAttempt: boolean;
  /** Bull brings it back, so the reconciler need not. */
  hinted: boolean;
  error: StoredError | null;
}

/** One claimed row. `isSurplus`: beyond its tenant's share, in a slot that no other tenant waits for. */
export interface RowClaim<Item extends WorkItem = WorkItem> {
  item: Item;
  isSurplus: boolean;
}

/** How far the workers are behind. */
export interface OpenWork {
  /** Due rows, counted up to a limit. */
  due: number;
  /** Age of the oldest due row, in seconds. */
  oldestSeconds: number;
}
