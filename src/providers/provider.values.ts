/** Values that survive a round trip through JSON, so that they can be checkpointed. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The permission domains of `sync:<domain>`. */
export const DOMAINS = ['events', 'tickets', 'payments', 'contacts'] as const;
export type Domain = (typeof DOMAINS)[number];

export interface FetchedRecord {
  /** Epoch seconds of the provider's clock: of the object's last change if `sequence` is there, else of the read. */
  seconds: number;
  /** As {@link RecordBatch.sequences}; 0 where the object is dated, and its provider tells no order within a second. */
  sequence?: number;
  deleted: boolean;
  /** The object as JSON text; `{}` when nothing is left of it. */
  json: string;
}
