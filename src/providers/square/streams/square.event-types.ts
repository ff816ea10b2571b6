/** What an event of one type says of one stream. */
export type SquareEventKind = { stream: string } & (
  | /** `data.object[noun]` is the object, or a list of them. */ { kind: 'object'; noun: string }
  | /** `data.object[noun][field]` is the id of the object, or a list of ids. */ {
      kind: 'named';
      noun: string;
      field: string;
    }
  | /** `data.id` is the id of the object. */ { kind: 'pointer' }
  | /** `data.id` is the id of an object that is gone. `noun`: its last state. */ { kind: 'deletion'; noun: string }
  | /** Something has changed, and the event does not say what: the next incremental run finds it. */ { kind: 'hint' }
);

type Entry = readonly [type: string, kind: SquareEventKind];

/**
 * The events that are subscribed to, by type. The type alone says what an event holds: `terminal.refund.updated` and
 * `refund.updated` both have a `refund`, and only that of the second is one.
 * https://developer.squareup.com/docs/webhooks/v2webhook-events-tech-ref
 */
const SUBSCRIBED: readonly Entry[] = [
  ...all({ kind: 'pointer', stream: 'locations' }, 'location.created', 'location.updated'),
  ...all({ kind: 'object', stream: 'customers', noun: 'customer' }, 'customer.created', 'customer.updated'),
  ...all({ kind: 'deletion', stream: 'customers', noun: 'customer' }, 'customer.deleted'),
  ...all({ kind: 'hint', stream: 'products' }, 'catalog.version.updated'),
  ...all({ kind: 'named', stream: 'orders', noun: 'order_created', field: 'order_id' }, 'order.created'),
  ...all({ kind: 'named', stream: 'orders', noun: 'order_updated', field: 'order_id' }, 'order.updated'),
  ...all(
    { kind: 'named', stream: 'orders', noun: 'order_fulfillment_updated', field: 'order_id' },
    'order.fulfillment.updated',
  ),
  ...all({ kind: 'object', stream: 'payments', noun: 'payment' }, 'payment.created', 'payment.updated'),
  ...all({ kind: 'object', stream: 'refunds', noun: 'refund' }, 'refund.created', 'refund.updated'),
  ...all(
    { kind: 'object', stream: 'invoices', noun: 'invoice' },
    ...['invoice.created', 'invoice.updated', 'invoice.published', 'invoice.payment_made'],
    ...['invoice.scheduled_charge_failed', 'invoice.canceled', 'invoice.refunded'],
  ),
  ...all({ kind: 'deletion', stream: 'invoices', noun: 'invoice' }, 'invoice.deleted'),
  ...all(
    { kind: 'object', stream: 'disputes', noun: 'dispute' },
    // A dispute that loses its evidence is changed, and not deleted.
    ...['dispute.created', 'dispute.state.updated', 'dispute.evidence.created', 'dispute.evidence.deleted'],
  ),
  ...all({ kind: 'object', stream: 'payouts', noun: 'payout' }, 'payout.sent', 'payout.paid', 'payout.failed'),
  ...all({ kind: 'object', stream: 'inventory_counts', noun: 'inventory_counts' }, 'inventory.count.updated'),
  ...all(
    { kind: 'object', stream: 'gift_cards', noun: 'gift_card' },
    ...['gift_card.created', 'gift_card.updated', 'gift_card.customer_linked', 'gift_card.customer_unlinked'],
  ),
  ...all(
    { kind: 'named', stream: 'gift_cards', noun: 'gift_card_activity', field: 'gift_card_id' },
    ...['gift_card.activity.created', 'gift_card.activity.updated'],
  ),
  ...all(
    { kind: 'object', stream: 'gift_card_activities', noun: 'gift_card_activity' },
    ...['gift_card.activity.created', 'gift_card.activity.updated'],
  ),
  ...all(
    { kind: 'object', stream: 'loyalty_accounts', noun: 'loyalty_account' },
    ...['loyalty.account.created', 'loyalty.account.updated'],
  ),
  ...all({ kind: 'deletion', stream: 'loyalty_accounts', noun: 'loyalty_account' }, 'loyalty.account.deleted'),
  ...all(
    { kind: 'pointer', stream: 'bank_accounts' },
    ...['bank_account.created', 'bank_account.verified', 'bank_account.disabled'],
  ),
];

/** Understood where a subscription that was made by hand brings them. */
const ALSO_READ: readonly Entry[] = [
  // A terminal's request to refund or to pay, with its own id, names what became of it.
  ...all(
    { kind: 'named', stream: 'refunds', noun: 'refund', field: 'refund_id' },
    ...['terminal.refund.created', 'terminal.refund.updated'],
  ),
  ...all(
    { kind: 'named', stream: 'payments', noun: 'checkout', field: 'payment_ids' },
    ...['terminal.checkout.created', 'terminal.checkout.updated'],
  ),
  // Square has renamed these, and sends them to subscriptions of older versions only.
  ...all(
    { kind: 'pointer', stream: 'disputes' },
    ...['dispute.state.changed', 'dispute.evidence.added', 'dispute.evidence.removed'],
  ),
];

export const REVOCATION = 'oauth.authorization.revoked';

/** Every type that is asked for when a subscription is created. */
export const SUBSCRIBED_TYPES: readonly string[] = [...new Set(SUBSCRIBED.map(([type]) => type)), REVOCATION];

const KINDS = new Map<string, SquareEventKind[]>();
for (const [type, kind] of [...SUBSCRIBED, ...ALSO_READ]) KINDS.set(type, [...(KINDS.get(type) ?? []), kind]);

/** What an event of this type says; nothing for those that concern no stream. */
export function eventKinds(type: string): readonly SquareEventKind[] {
  return KINDS.get(type) ?? [];
}

/** Types of the events that report a stream's objects; `deletions`: of those that report their deletion. */
export function eventTypesOf(stream: string, deletions = false): string[] {
  const own = SUBSCRIBED.filter(([, kind]) => kind.stream === stream && (!deletions || kind.kind === 'deletion'));
  return own.map(([type]) => type);
}

function all(kind: SquareEventKind, ...types: string[]): Entry[] {
  return types.map((type) => [type, kind]);
}
