/**
 * Records on their way from a provider to the database, by column, so that one statement takes them all and the
 * provider's JSON is passed through as text. At most one row for each (type, externalId).
 */
export interface RecordBatch {
  types: string[];
  externalIds: string[];
  /** Epoch seconds of the provider's clock: when the object was in this state. */
  seconds: number[];
  deleted: boolean[];
  /** Text of a JSON array: one object a row, in the same order. */
  json: string;
}

export const EMPTY_BATCH: Readonly<RecordBatch> = Object.freeze({
  types: [],
  externalIds: [],
  seconds: [],
  deleted: [],
  json: '[]',
});
