import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';

/** What a caller sent, on its way to becoming an entity. */
export interface Draft {
  company: QuickBooksCompany;
  stream: StreamName;
  fields: Record<string, unknown>;
  /** The entity that is being updated, if it is not a new one. */
  existing: QboObject | null;
  /** Epoch seconds. */
  now: number;
  /** The caller asked for a number that may be used already. */
  takesAnyNumber: boolean;
}

/** Checks a draft and fills in what QuickBooks computes. */
export type Composer = (draft: Draft) => Record<string, unknown>;
