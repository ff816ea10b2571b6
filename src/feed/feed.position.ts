import { z } from 'zod';

const XID = z.string().regex(/^\d{1,20}$/);
const INTEGER = z.number().int().min(0);

/** Key of the last record that was read. */
const RECORD_KEY = z.object({ integrationId: z.guid(), type: z.string(), externalId: z.string() });

/**
 * The content of a cursor. First the records are walked in the order of their keys, then the entries that were written since
 * the walk began.
 */
export const FEED_POSITION = z.object({
  epoch: z.guid(),
  /** Every entry of an earlier transaction is read. */
  xid: XID,
  /** Of this transaction, entries with a smaller id are read. */
  id: XID,
  /** Of that entry, so many records are read. */
  offset: INTEGER,
  /** How far the walk has come; absent: it has ended. */
  walked: RECORD_KEY.optional(),
});

export type FeedPosition = z.infer<typeof FEED_POSITION>;

/** After everything below a horizon. */
export function atHorizon(epoch: string, xid: string): FeedPosition {
  return { epoch, xid, id: '0', offset: 0 };
}
