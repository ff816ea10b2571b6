import { LAST_SEQUENCE } from '../../record-batch.js';
import { eventTypesOf, SUBSCRIBED_TYPES } from '../streams/square.event-types.js';
import { SQUARE_STREAMS } from '../streams/square.streams.js';
import { AT, effects, event } from '../testing/square.events.js';

const SECONDS = Date.parse('2026-01-01T00:00:10Z') / 1000;

describe('what an event asks for', () => {
  it.each([
    ['payment.updated', 'payment', 'payments', { id: 'x', updated_at: AT }, 250],
    ['refund.updated', 'refund', 'refunds', { id: 'x', updated_at: AT }, 250],
    ['customer.updated', 'customer', 'customers', { id: 'x', updated_at: '2026-01-01T00:00:10Z', version: 7 }, 7],
    ['invoice.updated', 'invoice', 'invoices', { id: 'x', updated_at: '2026-01-01T00:00:10Z', version: 3 }, 3],
    ['dispute.state.updated', 'dispute', 'disputes', { dispute_id: 'x', updated_at: AT, version: 2 }, 2],
    ['payout.paid', 'payout', 'payouts', { id: 'x', updated_at: AT, version: 4_000_000 }, LAST_SEQUENCE],
    [
      'loyalty.account.updated',
      'loyalty_account',
      'loyalty_accounts',
      { id: 'x', updated_at: '2026-01-01T00:00:10Z' },
      0,
    ],
  ])('of type %s writes the %s it holds, with the time of the object', (told, noun, type, object, sequence) => {
    expect(effects(event(told, { type: noun, id: 'x', object: { [noun]: object } }))).toEqual([
      {
        kind: 'snapshot',
        type,
        externalId: 'x',
        seconds: SECONDS,
        sequence,
        deleted: false,
        json: JSON.stringify(object),
      },
    ]);
  });

  it('is to write a gift card as of the time of the event', () => {
    const data = { type: 'gift_card', id: 'g1', object: { gift_card: { id: 'g1' }, linked_customer_id: 'c1' } };
    expect(effects(event('gift_card.customer_linked', data))).toMatchObject([
      { kind: 'snapshot', type: 'gift_cards', seconds: SECONDS + 1, sequence: 0 },
    ]);
  });

  it('is to write every count', () => {
    const count = { catalog_object_id: 'v', location_id: 'L', state: 'IN_STOCK', calculated_at: AT };
    const object = { inventory_counts: [count, { ...count, state: 'WASTE' }, { state: 'SOLD' }] };
    expect(effects(event('inventory.count.updated', { type: 'inventory_counts', id: 'n', object }))).toMatchObject([
      { externalId: 'v:L:IN_STOCK', type: 'inventory_counts', sequence: 250 },
      { externalId: 'v:L:WASTE' },
    ]);
  });

  it.each([
    [
      'order.created',
      { type: 'order_created', id: 'o1', object: { order_created: { order_id: 'o1' } } },
      'orders',
      'o1',
    ],
    [
      'order.updated',
      { type: 'order_updated', id: 'o1', object: { order_updated: { order_id: 'o1' } } },
      'orders',
      'o1',
    ],
    [
      'order.fulfillment.updated',
      { type: 'order_fulfillment_updated', id: 'o1', object: { order_fulfillment_updated: { order_id: 'o1' } } },
      'orders',
      'o1',
    ],
    ['location.updated', { type: 'location', id: 'L1' }, 'locations', 'L1'],
    [
      'gift_card.activity.created',
      { type: 'gift_card_activity', id: 'a', object: { gift_card_activity: { gift_card_id: 'g1' } } },
      'gift_cards',
      'g1',
    ],
    ['location.created', { type: 'Location', id: 'L1' }, 'locations', 'L1'],
    ['bank_account.verified', { type: 'bank_account', id: 'b1' }, 'bank_accounts', 'b1'],
    ['dispute.state.changed', { type: 'dispute', id: 'd1', object: { dispute: { id: 'd1' } } }, 'disputes', 'd1'],
    ['payment.updated', { type: 'payment', id: 'p1', object: { payment: { id: 'p1' } } }, 'payments', 'p1'],
    [
      'terminal.refund.updated',
      { type: 'refund.event', id: 't1', object: { refund: { id: 't1', refund_id: 'r1', updated_at: AT } } },
      'refunds',
      'r1',
    ],
    [
      'terminal.checkout.updated',
      { type: 'checkout', id: 't1', object: { checkout: { id: 't1', payment_ids: ['p1'], updated_at: AT } } },
      'payments',
      'p1',
    ],
  ])('is to read what %s names', (type, data, stream, externalId) => {
    expect(effects(event(type, data))).toEqual([{ kind: 'pointer', type: stream, externalId }]);
  });

  it.each([
    [
      'customer.deleted',
      { type: 'customer', id: 'x', deleted: true, object: { customer: { id: 'x', updated_at: AT } } },
    ],
    ['invoice.deleted', { type: 'invoice', id: 'x', deleted: true }],
    ['loyalty.account.deleted', { type: 'loyalty_account', id: 'x' }],
  ])('is a tombstone at %s, later than anything of its second', (type, data) => {
    expect(effects(event(type, data))).toEqual([
      {
        kind: 'snapshot',
        type: expect.stringMatching(/^(customers|invoices|loyalty_accounts)$/) as string,
        externalId: 'x',
        seconds: SECONDS + 1,
        sequence: LAST_SEQUENCE,
        deleted: true,
        json: '{}',
      },
    ]);
  });

  it('is not older than the last state that a deletion shows', () => {
    const customer = { id: 'x', updated_at: '2026-01-01T00:00:30Z' };
    expect(effects(event('customer.deleted', { type: 'customer', id: 'x', object: { customer } }))).toMatchObject([
      { seconds: SECONDS + 20 },
    ]);
  });

  it('reads the customer that survives a merge', () => {
    const merge = { from_customer_ids: ['a', 'b'], to_customer_id: 'c' };
    const data = {
      type: 'customer',
      id: 'a',
      deleted: true,
      object: { customer: { id: 'a' }, event_context: { merge } },
    };
    expect(effects(event('customer.deleted', data))).toMatchObject([
      { kind: 'snapshot', externalId: 'a', deleted: true },
      { kind: 'pointer', type: 'customers', externalId: 'c' },
      { kind: 'pointer', type: 'customers', externalId: 'b' },
    ]);
  });

  it('is a change, and no deletion, where a dispute loses its evidence', () => {
    const dispute = { id: 'd1', updated_at: AT, version: 3 };
    const data = { type: 'dispute', id: 'd1', object: { dispute } };
    expect(effects(event('dispute.evidence.deleted', data))).toMatchObject([{ externalId: 'd1', deleted: false }]);
  });

  it('is to ask the owner, when the authorization was revoked', () => {
    const revocation = { revoked_at: '2026-01-01T00:00:10.246373287Z', revoker_type: 'MERCHANT' };
    const data = { type: 'revocation', id: 'r', object: { revocation } };
    expect(effects(event('oauth.authorization.revoked', data))).toMatchObject([
      { kind: 'reauthorise', seconds: SECONDS },
    ]);
    expect(effects({ type: 'oauth.authorization.revoked' })).toMatchObject([{ kind: 'reauthorise', seconds: null }]);
  });

  it.each([
    event('catalog.version.updated', {
      type: 'catalog_version',
      id: 'n',
      object: { catalog_version: { updated_at: AT } },
    }),
    event('webhooks.test_notification', { type: 'webhooks', id: 'n' }),
    event('labor.shift.updated', { type: 'shift', id: 's', object: { shift: { id: 's' } } }),
    event('payment.updated', { type: 'payment', id: 'p1' }),
    // Named as if it were one of ours, and of a type that is not.
    event('terminal.refund.created', {
      type: 'refund.event',
      id: 't',
      object: { refund: { id: 't', updated_at: AT } },
    }),
    event('wormhole.opened', { type: 'payment', id: 'x', object: { payment: { id: 'x', updated_at: AT } } }),
    event('customer.custom_attribute.updated', {
      type: 'custom_attribute',
      id: 'x',
      object: { customer: { id: 'x' } },
    }),
    event('payment.updated', { type: 'payment', object: { payment: null } }),
    event('payment.updated', { type: 'payment', object: { payment: { id: 7 } } }),
    event('invoice.deleted', { type: 'invoice' }),
    { ...event('invoice.deleted', { type: 'invoice', id: 'x' }), created_at: 'now' },
    { ...event('location.updated', {}), data: 'L1' },
    { event_id: 'e1' },
  ])('is nothing when it concerns nothing that is kept: %#', (body) => {
    expect(effects(body)).toEqual([]);
  });
});

describe('an event of another API version', () => {
  const customer = { id: 'c1', version: 3, updated_at: AT };
  const told = (more: object) => event('customer.updated', { type: 'customer', id: 'c1', object: { customer } }, more);

  it('only names its object', () => {
    expect(effects(told({ api_version: '2022-01-20' }))).toEqual([
      { kind: 'pointer', type: 'customers', externalId: 'c1' },
    ]);
    expect(effects(told({ api_version: '2026-09-16' }))).toMatchObject([{ kind: 'snapshot' }]);
  });
});

describe('the types of events', () => {
  /** What Square's reference names, among many others. */
  const NOT_OURS = ['terminal.refund.created', 'labor.shift.created', 'subscription.updated', 'booking.created'];

  it('are 41 and the revocation, and every stream but the payout entries has one', () => {
    expect(SUBSCRIBED_TYPES).toHaveLength(42);
    expect(new Set(SUBSCRIBED_TYPES).size).toBe(42);
    expect(NOT_OURS.filter((type) => SUBSCRIBED_TYPES.includes(type))).toEqual([]);
    const silent = SQUARE_STREAMS.filter(({ name }) => eventTypesOf(name).length === 0).map(({ name }) => name);
    expect(silent).toEqual(['payout_entries']);
  });
});
