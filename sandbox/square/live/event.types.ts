import type { SquareObject, StreamName } from '../square.stream.js';

/** What an event says under `data`, apart from the id. */
interface EventShape {
  /** `data.type` and the key under `data.object`. */
  noun: string;
  /** Digits after the second in the event's `created_at`. */
  precision: 0 | 3 | 9;
  hasLocation: boolean;
  created: readonly string[];
  updated: readonly string[];
  deleted: readonly string[];
  /** Additional types by the status that was reached, before the general one. */
  byStatus?: Readonly<Record<string, readonly string[]>>;
}

const shape = (noun: string, prefix: string, more: Partial<EventShape> = {}): EventShape => ({
  noun,
  precision: 3,
  hasLocation: false,
  created: [`${prefix}.created`],
  updated: [`${prefix}.updated`],
  deleted: [],
  ...more,
});

export const EVENT_SHAPES: Partial<Record<StreamName, EventShape>> = {
  locations: shape('Location', 'location', { hasLocation: true }),
  customers: shape('customer', 'customer', { precision: 0, deleted: ['customer.deleted'] }),
  products: shape('catalog_version', 'catalog', {
    precision: 9,
    created: ['catalog.version.updated'],
    updated: ['catalog.version.updated'],
    deleted: ['catalog.version.updated'],
  }),
  orders: shape('order', 'order'),
  payments: shape('payment', 'payment'),
  refunds: shape('refund', 'refund'),
  invoices: shape('invoice', 'invoice', {
    precision: 0,
    hasLocation: true,
    deleted: ['invoice.deleted'],
    byStatus: {
      UNPAID: ['invoice.published'],
      SCHEDULED: ['invoice.published'],
      PAID: ['invoice.payment_made'],
      CANCELED: ['invoice.canceled'],
      REFUNDED: ['invoice.refunded'],
    },
  }),
  disputes: shape('dispute', 'dispute', { hasLocation: true, updated: [] }),
  payouts: shape('payout', 'payout', {
    hasLocation: true,
    created: ['payout.sent'],
    updated: [],
    byStatus: { PAID: ['payout.paid'], FAILED: ['payout.failed'] },
  }),
  inventory_counts: shape('inventory_counts', 'inventory.count', {
    precision: 9,
    created: ['inventory.count.updated'],
  }),
  gift_cards: shape('gift_card', 'gift_card'),
  gift_card_activities: shape('gift_card_activity', 'gift_card.activity'),
  bank_accounts: shape('bank_account', 'bank_account', {
    precision: 0,
    hasLocation: true,
    updated: [],
    byStatus: { VERIFIED: ['bank_account.verified'], DISABLED: ['bank_account.disabled'] },
  }),
  loyalty_accounts: shape('loyalty_account', 'loyalty.account', { deleted: ['loyalty.account.deleted'] }),
};

export const canBeDeleted = (stream: StreamName): boolean => (EVENT_SHAPES[stream]?.deleted.length ?? 0) > 0;

export function updatedTypes(stream: StreamName, before: SquareObject, after: SquareObject): readonly string[] {
  const shape = EVENT_SHAPES[stream];
  if (!shape) return [];
  if (stream === 'disputes') return before.state === after.state ? [] : ['dispute.state.updated'];
  const reached = before.status === after.status ? [] : (shape.byStatus?.[String(after.status)] ?? []);
  return [...reached, ...shape.updated];
}
