import { firstText, text } from '../../kit/fields.js';
import { streamFinder } from '../../kit/provider.adapter.js';
import type { Staleness, StreamDescription } from '../../provider.port.js';
import type { SquareDating } from '../shape/square.dating.js';

/**
 * How an incremental run finds what changed: `filter` asks the list for what was updated since; `version` asks the
 * catalogue for what is newer than it was; `events` asks Square's log of events, and lists the stream where there is
 * none; `payouts` reads the entries of the payouts that are new.
 */
type Changes = 'filter' | 'version' | 'events' | 'payouts' | 'none';

export interface SquareStream extends StreamDescription {
  /** Under which an answer holds one of its objects. */
  noun: string;
  /** Under which an answer holds a list of them. */
  collection: string;
  idOf: (raw: Record<string, unknown>) => string | null;
  /** `null`: its objects do not say when they were changed. */
  dating: SquareDating | null;
  /** Its list is of as many locations as are named, at most so many; `null`: of the whole account. */
  locationsAtOnce: number | null;
  changes: Changes;
  /** Deletions are told by events alone, or found by counting. */
  deletionsByEvents: boolean;
  /** Objects are merged, and may then be found by the id of one that is no more. */
  mergeable: boolean;
  /** An account may be without it altogether, which Square tells by 404. */
  optional: boolean;
}

type Row = Partial<SquareStream> & Pick<SquareStream, 'name' | 'shape' | 'changes'>;

const UPDATED_MS: SquareDating = { field: 'updated_at', order: 'milliseconds' };
const UPDATED_VERSION: SquareDating = { field: 'updated_at', order: 'version' };

/** A stream whose changes are missed is listed again at least this often. */
const RELIST_SECONDS = 86_400;

const UNTOLD: Staleness = {
  unseen:
    'Square leaves out of its log of events what the application may not see, and what happened while the log was off.',
  withinSeconds: RELIST_SECONDS,
};

function stream(row: Row): SquareStream {
  return {
    domain: 'payments',
    noun: row.name.replace(/s$/, ''),
    collection: row.name,
    sliceable: false,
    incremental: row.changes === 'none' ? 'relist' : 'changes',
    // Each has its own permission. A missing one must not fail the other streams.
    feed: null,
    hasWebhooks: row.changes === 'filter' || row.changes === 'events' || row.changes === 'version',
    idOf: (raw) => text(raw.id),
    dating: UPDATED_VERSION,
    locationsAtOnce: null,
    deletionsByEvents: false,
    mergeable: false,
    optional: false,
    ...(row.changes === 'events' && { staleness: UNTOLD }),
    ...row,
  };
}

/** Every stream, in the order in which they are best pulled: what others refer to comes first. */
export const SQUARE_STREAMS: readonly SquareStream[] = [
  stream({
    name: 'locations',
    shape: 'location',
    domain: 'events',
    dating: null,
    // One request, and nothing in them says when they were changed.
    changes: 'none',
  }),
  stream({
    name: 'customers',
    shape: 'customer',
    domain: 'contacts',
    changes: 'filter',
    deletionsByEvents: true,
    mergeable: true,
  }),
  stream({
    name: 'products',
    shape: 'product',
    domain: 'tickets',
    noun: 'object',
    collection: 'objects',
    dating: UPDATED_MS,
    changes: 'version',
  }),
  stream({
    name: 'orders',
    shape: 'order',
    domain: 'tickets',
    locationsAtOnce: 10,
    changes: 'filter',
  }),
  stream({
    name: 'payments',
    shape: 'payment',
    dating: UPDATED_MS,
    locationsAtOnce: 1,
    changes: 'filter',
  }),
  stream({
    name: 'refunds',
    shape: 'refund',
    dating: UPDATED_MS,
    changes: 'filter',
  }),
  stream({
    name: 'invoices',
    shape: 'invoice',
    locationsAtOnce: 1,
    changes: 'events',
  }),
  stream({
    name: 'disputes',
    shape: 'dispute',
    idOf: (raw) => firstText(raw.id, raw.dispute_id),
    changes: 'events',
  }),
  stream({
    name: 'payouts',
    shape: 'payout',
    locationsAtOnce: 1,
    changes: 'events',
  }),
  stream({
    name: 'payout_entries',
    shape: 'payout_entry',
    noun: 'payout_entry',
    collection: 'payout_entries',
    dating: null,
    locationsAtOnce: 1,
    changes: 'payouts',
  }),
  stream({
    name: 'bank_accounts',
    shape: 'bank_account',
    dating: null,
    // They are few, and nothing in them says when they were changed.
    changes: 'none',
  }),
  stream({
    name: 'inventory_counts',
    shape: 'inventory',
    domain: 'tickets',
    noun: 'inventory_counts',
    collection: 'counts',
    idOf: countId,
    dating: { field: 'calculated_at', order: 'milliseconds' },
    changes: 'filter',
  }),
  stream({
    name: 'gift_cards',
    shape: 'gift_card',
    domain: 'tickets',
    dating: null,
    changes: 'events',
  }),
  stream({
    name: 'gift_card_activities',
    shape: 'gift_card_activity',
    domain: 'tickets',
    noun: 'gift_card_activity',
    // They are dated by their creation alone.
    dating: null,
    changes: 'filter',
    staleness: {
      unseen: 'What becomes of a pending redemption is told by webhooks alone.',
      withinSeconds: RELIST_SECONDS,
    },
  }),
  stream({
    name: 'loyalty_accounts',
    shape: 'loyalty_account',
    domain: 'contacts',
    changes: 'events',
    optional: true,
  }),
];

/** A count belongs to one variation, in one location, in one state. It has no id. */
function countId({ catalog_object_id: object, location_id: location, state }: Record<string, unknown>): string | null {
  const parts = [text(object), text(location), text(state)];
  return parts.every((part) => part !== null) ? parts.join(':') : null;
}

export const findStream = streamFinder(SQUARE_STREAMS);
