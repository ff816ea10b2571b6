import type { Json } from '../../provider.port.js';
import { changesOf } from '../testing/square.changes.js';
import { json } from '../../testing/vendor.stub.js';
import { MERCHANT, SquareStub, type Reply } from '../testing/square.stub.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

/** Five minutes of overlap. */
const FROM = '2026-01-01T00:05:00.000Z';
const OPEN = { logSince: 1, logTriedAt: 1, provenAt: 1e12 };

const changes = (...[stream, options]: [string, Parameters<typeof changesOf>[2]?]) => changesOf(stub, stream, options);
const invoice = (id: string, version: number) => ({ id, version, updated_at: '2026-01-01T00:06:00Z' });
const event = (type: string, data: object, more: object = {}) => ({
  merchant_id: MERCHANT,
  type,
  event_id: `${type}-${JSON.stringify(data).length}`,
  created_at: '2026-01-01T00:06:00.25Z',
  data,
  ...more,
});
const told = (object: { id: string }, type = 'invoice.updated', more = {}) =>
  event(type, { type: 'invoice', id: object.id, object: { invoice: object } }, more);

describe('changes that a list can be asked for', () => {
  it('are those since the last time, and a little before', async () => {
    stub.script({ 'GET /v2/locations': json({ locations: [{ id: 'L1' }] }), '*': json({}) });
    for (const stream of ['payments', 'orders', 'inventory_counts']) await changes(stream);
    expect(stub.requests.find(({ operation }) => operation === 'GET /v2/payments')!.query).toEqual({
      location_id: 'L1',
      begin_time: '2009-01-01T00:00:00Z',
      updated_at_begin_time: FROM,
      sort_field: 'UPDATED_AT',
      sort_order: 'ASC',
      limit: '100',
    });
    expect(stub.bodies('POST /v2/orders/search')[0]!.query).toEqual({
      filter: { date_time_filter: { updated_at: { start_at: FROM } } },
      sort: { sort_field: 'UPDATED_AT', sort_order: 'ASC' },
    });
    expect(stub.bodies('POST /v2/inventory/counts/batch-retrieve')).toEqual([{ limit: 1_000, updated_after: FROM }]);
  });

  it('of the catalogue begin where its index ended, if that was earlier', async () => {
    const deleted = { id: 'c1', type: 'TAX', is_deleted: true, updated_at: '2026-01-01T00:07:00.001Z' };
    stub.script({ 'POST /v2/catalog/search': json({ objects: [deleted], latest_time: '2026-01-01T00:09:00Z' }) });
    const [page] = await changes('products', { memory: { latestTime: '2025-12-31T23:00:00.7Z' } });
    expect(page).toMatchObject({
      memory: { latestTime: '2026-01-01T00:09:00Z' },
      records: { deleted: [true], sequences: [1] },
    });
    await changes('products', { memory: { latestTime: '2026-01-01T00:09:30Z' } });
    expect(stub.bodies('POST /v2/catalog/search')).toMatchObject([
      { begin_time: '2025-12-31T23:00:00.000Z', include_deleted_objects: true },
      { begin_time: FROM },
    ]);
  });

  it('of payouts bring the entries of those that were updated', async () => {
    const old = { id: 'po1', updated_at: '2025-12-30T00:00:00Z' };
    const paid = { id: 'po2', updated_at: '2026-01-01T00:06:00Z' };
    stub.script({
      'GET /v2/locations': json({ locations: [{ id: 'L1' }] }),
      'GET /v2/payouts': json({ payouts: [old, paid] }),
      'GET /v2/payouts/po2/payout-entries': json({ payout_entries: [{ id: 'e1' }] }),
    });
    const pages = await changes('payout_entries');
    expect(pages.flatMap(({ records }) => records.externalIds)).toEqual(['e1']);
    expect(stub.requests[1]!.query.begin_time).toBe('2025-12-18T00:05:00.000Z');
  });
});

describe('changes that the log of events tells', () => {
  it('are the newest of each object, of this merchant alone', async () => {
    const events = [
      told(invoice('i1', 1)),
      told(invoice('i1', 3)),
      told(invoice('i1', 2)),
      event('invoice.deleted', { type: 'invoice', id: 'i2', deleted: true }),
      told(invoice('i9', 1), undefined, { merchant_id: 'M2' }),
      event('payment.updated', { type: 'payment', id: 'p1', object: { payment: { id: 'p1', updated_at: FROM } } }),
    ];
    stub.script({ 'POST /v2/events': json({ events }) });
    const [page, ...more] = await changes('invoices', { memory: OPEN });
    expect(more).toEqual([]);
    expect(page!.records).toMatchObject({
      types: ['invoices', 'invoices'],
      externalIds: ['i1', 'i2'],
      deleted: [false, true],
      dating: 'change',
      seconds: [360, 360].map((second) => Date.parse('2026-01-01T00:00:00Z') / 1000 + second),
    });
    expect(JSON.parse(page!.records.json)).toEqual([invoice('i1', 3), {}]);
    expect(stub.bodies('POST /v2/events')[0]).toMatchObject({
      limit: 100,
      query: {
        filter: { merchant_ids: [MERCHANT], created_at: { start_at: FROM } },
        sort: { field: 'DEFAULT', order: 'ASC' },
      },
    });
    expect(page).toMatchObject({ cursor: null, memory: OPEN, requests: 1, watermark: expect.any(Number) as number });
  });

  it('are read where two of one moment differ, and where only a name is told', async () => {
    const now = { ...invoice('i1', 1), title: 'now' };
    const events = [told(invoice('i1', 1)), told({ ...invoice('i1', 1), title: 'then' } as { id: string })];
    stub.script({ 'POST /v2/events': json({ events }), 'GET /v2/invoices/i1': json({ invoice: now }) });
    const [page] = await changes('invoices', { memory: OPEN });
    expect(JSON.parse(page!.records.json)).toEqual([now]);
    expect(page!.requests).toBe(2);

    const activity = event('gift_card.activity.created', {
      type: 'gift_card_activity',
      id: 'a1',
      object: { gift_card_activity: { id: 'a1', gift_card_id: 'g1' } },
    });
    stub.script({
      'POST /v2/events': json({ events: [activity] }),
      'GET /v2/gift-cards/g1': json({ gift_card: { id: 'g1' } }),
    });
    const [cards] = await changes('gift_cards', { memory: OPEN });
    expect(cards!.records).toMatchObject({ externalIds: ['g1'], json: '[{"id":"g1"}]' });
  });

  it('go on after any page', async () => {
    const reply: Reply = (response, { body }) =>
      json(body.cursor ? { events: [told(invoice('i2', 1))] } : { events: [told(invoice('i1', 1))], cursor: 'more' })(
        response,
        {},
      );
    stub.script({ 'POST /v2/events': reply });
    const pages = await changes('invoices', { memory: OPEN });
    expect(pages.map(({ records }) => records.externalIds)).toEqual([['i1'], ['i2']]);
    const rest = await changes('invoices', {
      memory: OPEN,
      cursor: JSON.parse(JSON.stringify(pages[0]!.cursor)) as Json,
    });
    expect(rest.map(({ records }) => records.externalIds)).toEqual([['i2']]);
    expect(rest[0]!.watermark).toBeUndefined();
  });

  it('of customers are deletions only: the rest is searched for', async () => {
    const customers = [{ id: 'c1', version: 1, updated_at: '2026-01-01T00:06:00Z' }];
    const events = [
      event('customer.deleted', { type: 'customer', id: 'c2', deleted: true, object: { customer: { id: 'c2' } } }),
    ];
    stub.script({ 'POST /v2/customers/search': json({ customers }), 'POST /v2/events': json({ events }) });
    const pages = await changes('customers', { memory: OPEN });
    expect(pages.map(({ records }) => [records.externalIds, records.deleted])).toEqual([
      [['c1'], [false]],
      [['c2'], [true]],
    ]);
    expect(stub.bodies('POST /v2/customers/search')[0]!.query).toMatchObject({
      filter: { updated_at: { start_at: FROM } },
      sort: { field: 'CREATED_AT' },
    });
    expect(stub.bodies('POST /v2/events')[0]).toMatchObject({
      query: { filter: { event_types: ['customer.deleted'] } },
    });
    const rest = await changes('customers', { memory: OPEN, cursor: pages[0]!.cursor });
    expect(rest.map(({ records }) => records.externalIds)).toEqual([['c2']]);
  });
});
