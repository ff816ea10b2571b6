/**
 * Records on their way from a provider to the database, by column, so that one statement takes them all and the
 * provider's JSON is passed through as text. At most one row for each (type, externalId).
 */
export interface RecordBatch {
  types: string[];
  externalIds: string[];
  /**
   * What `seconds` are. `change`: when the object became so, by the provider's own word. `read`: when it was seen to
   * be so, for objects that do not say.
   */
  dating: 'change' | 'read';
  /** Epoch seconds of the provider's clock. */
  seconds: number[];
  /**
   * Order of the changes within one second, from 0 to {@link LAST_SEQUENCE}, where the provider tells it (a version
   * count, milliseconds); absent: it does not, and what ties is read again.
   */
  sequences?: number[];
  deleted: boolean[];
  /** Text of a JSON array: one object a row, in the same order. */
  json: string;
  /** What the provider sent and cannot be kept: not among the rows. Absent: nothing. */
  leftOut?: readonly LeftOut[];
}

/** An object that is left out while the rest of its page is kept. It counts as failed, and the run's error names it. */
export interface LeftOut {
  type: string;
  /** As far as it can be told. */
  externalId: string | null;
  /** `no_key`: nothing identifies it. `too_large`: over the limit of a record. `unreadable`: the provider could not send it. */
  reason: 'no_key' | 'too_large' | 'unreadable';
}

/**
 * Member of an object that holds what other objects say of it, and that the vendor does not send with it: the invoice
 * that a payment has settled. A state without it leaves what is stored of it as it is.
 */
export const JOINED = '_joined';

export const LAST_SEQUENCE = 2 ** 20 - 2;

export const EMPTY_BATCH: Readonly<RecordBatch> = Object.freeze({
  types: [],
  externalIds: [],
  dating: 'read',
  seconds: [],
  deleted: [],
  json: '[]',
});
