import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { context, json } from '../../testing/vendor.stub.js';
import { connection, failure, SquareStub, type Reply } from '../testing/square.stub.js';

const stub = new SquareStub();
const provider = () => stub.provider({ PROVIDER_CALL_TRIES: '1' });
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const PLACES = json({ locations: [{ id: 'L1', status: 'INACTIVE' }, { id: 'L2' }, { id: 'L3' }] });
const payment = (id: string) => ({ id, updated_at: '2026-01-01T00:00:00.5Z', location_id: id.split('-')[0] });

/** Two pages of each location. */
const PAYMENTS: Reply = (response, { query }) => {
  const { location_id: place, cursor } = query;
  const page = cursor
    ? { payments: [payment(`${place}-3`)] }
    : { payments: [payment(`${place}-1`), payment(`${place}-2`)], cursor: `next-${place}` };
  json(page)(response, {});
};

async function pull(stream: string, cursor: Json = null, as = connection()): Promise<PullPage[]> {
  const request: PullRequest = { kind: 'list', stream };
  const pages: PullPage[] = [];
  for await (const page of provider().pull(as, request, cursor, context())) pages.push(page);
  return pages;
}

const ids = (pages: PullPage[]) => pages.flatMap(({ records }) => records.externalIds);
const EVER = '2009-01-01T00:00:00Z';

describe('the walk through a list', () => {
  it('goes through every location, closed ones too, and through the whole history', async () => {
    stub.script({ 'GET /v2/locations': PLACES, 'GET /v2/payments': PAYMENTS });
    const pages = await pull('payments');
    expect(ids(pages)).toEqual(['L1', 'L2', 'L3'].flatMap((place) => [1, 2, 3].map((n) => `${place}-${n}`)));
    expect(stub.requests[1]!.query).toEqual({
      location_id: 'L1',
      begin_time: EVER,
      sort_field: 'CREATED_AT',
      sort_order: 'ASC',
      limit: '100',
    });
    expect(pages.map(({ requests }) => requests)).toEqual([2, 1, 1, 1, 1, 1]);
    expect(pages.map(({ watermark }) => watermark !== undefined)).toEqual([true, ...Array<boolean>(5).fill(false)]);
    expect(pages[0]!.records).toMatchObject({ dating: 'change', sequences: [500, 500], deleted: [false, false] });
    expect(JSON.parse(pages[0]!.records.json)).toEqual([payment('L1-1'), payment('L1-2')]);
  });

  it('goes on after any page', async () => {
    stub.script({ 'GET /v2/locations': PLACES, 'GET /v2/payments': PAYMENTS });
    const pages = await pull('payments');
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      const rest = await pull('payments', JSON.parse(JSON.stringify(cursor)) as Json);
      expect(ids(rest)).toEqual(ids(pages.slice(index + 1)));
      expect(rest[0]!.watermark).toBeUndefined();
    }
  });

  it('asks for what each list would leave out', async () => {
    stub.script({ 'GET /v2/locations': PLACES, '*': json({}) });
    for (const stream of ['orders', 'products', 'refunds', 'payouts', 'invoices', 'customers']) await pull(stream);
    expect(stub.bodies('POST /v2/orders/search')).toEqual([
      {
        location_ids: ['L1', 'L2', 'L3'],
        limit: 500,
        query: { sort: { sort_field: 'CREATED_AT', sort_order: 'ASC' } },
      },
    ]);
    expect(stub.bodies('POST /v2/catalog/search')).toEqual([
      { limit: 1_000, object_types: ['ITEM', 'ITEM_VARIATION', 'CATEGORY', 'TAX', 'DISCOUNT', 'MODIFIER_LIST'] },
    ]);
    const query = (operation: string) => stub.requests.find((request) => request.operation === operation)!.query;
    expect(query('GET /v2/refunds')).toMatchObject({ begin_time: EVER });
    expect(query('GET /v2/payouts')).toMatchObject({ begin_time: EVER, location_id: 'L1' });
    expect(stub.bodies('POST /v2/invoices/search').map((body) => body.query)).toEqual(
      ['L1', 'L2', 'L3'].map((place) => ({
        filter: { location_ids: [place] },
        sort: { field: 'INVOICE_SORT_DATE', order: 'ASC' },
      })),
    );
    expect(stub.bodies('POST /v2/customers/search')).toEqual([
      { limit: 100, query: { sort: { field: 'CREATED_AT', order: 'ASC' } } },
    ]);
  });

  it('asks for the orders of ten locations at once', async () => {
    const locations = Array.from({ length: 23 }, (_, index) => ({ id: `L${index}` }));
    stub.script({ 'GET /v2/locations': json({ locations }), 'POST /v2/orders/search': json({}) });
    expect(await pull('orders')).toHaveLength(3);
    const asked = stub.bodies('POST /v2/orders/search').map((body) => (body.location_ids as string[]).length);
    expect(asked).toEqual([10, 10, 3]);
  });

  it('is over at once where there are no locations', async () => {
    stub.script({ 'GET /v2/locations': json({}) });
    expect(await pull('payments')).toMatchObject([
      { cursor: null, requests: 1, watermark: expect.any(Number) as number },
    ]);
  });

  it('has nothing, and no error, where there is no loyalty program', async () => {
    const none = failure(404, 'NOT_FOUND', 'Merchant does not have a loyalty program.');
    stub.script({ 'PUT /v2/events/enable': json({}), 'POST /v2/loyalty/accounts/search': none });
    const pages = await pull('loyalty_accounts');
    expect(pages).toMatchObject([{ cursor: null, records: { types: [] } }]);
  });

  it('takes an id once within a page', async () => {
    const refunds = [{ id: 'r1', status: 'PENDING' }, { id: 'r2' }, { id: 'r1', status: 'COMPLETED' }];
    stub.script({ 'GET /v2/refunds': json({ refunds }) });
    const [page] = await pull('refunds');
    expect(page!.records.externalIds).toEqual(['r1', 'r2']);
    expect(JSON.parse(page!.records.json)).toEqual([refunds[2], refunds[1]]);
  });

  const circle = Array.from({ length: 12 }, (_, index) => json({ refunds: [], cursor: `c${index % 3}` }));
  it.each<[string, Reply[]]>([
    ['the cursor that was sent', [json({ cursor: 'c' }), json({ cursor: 'c' })]],
    ['pages in a circle', circle],
    ['something else than a list', [json({ refunds: {} })]],
    ['a cursor that is none', [json({ cursor: 7 })]],
  ])('stops at %s', async (_name, replies) => {
    stub.script({ 'GET /v2/refunds': replies });
    await expect(pull('refunds')).rejects.toMatchObject({ code: 'provider_protocol_violation' });
    expect(stub.requests.length).toBeLessThan(12);
  });

  it('leaves out what has no key, and keeps the rest', async () => {
    const refunds = [{ status: 'PENDING' }, { id: 'r1' }, null, { id: '' }, { id: 'x'.repeat(300) }];
    stub.script({ 'GET /v2/refunds': json({ refunds }) });
    const [page] = await pull('refunds');
    expect(page!.records).toMatchObject({ externalIds: ['r1'], json: '[{"id":"r1"}]' });
    const left = { type: 'refunds', externalId: null, reason: 'no_key' };
    expect(page!.records.leftOut).toEqual([left, left, left, left]);
  });

  it('asks for fewer where a page is too heavy, and goes on with that', async () => {
    const asked: unknown[] = [];
    const heavy: Reply = (response, { body }) => {
      asked.push(body.limit);
      if ((body.limit as number) > 300) json('<html>504</html>', 504)(response, {});
      else
        json({ objects: [{ id: `o${asked.length}`, type: 'TAX' }], ...(!body.cursor && { cursor: 'more' }) })(
          response,
          {},
        );
    };
    stub.script({ 'POST /v2/catalog/search': heavy });
    expect(ids(await pull('products'))).toEqual(['o3', 'o4']);
    expect(asked).toEqual([1_000, 500, 250, 250]);
  });

  it('stops at one empty page after the other, but not at the first', async () => {
    let page = 0;
    const empty: Reply = (response) => json({ cursor: `c${(page += 1)}` })(response, {});
    stub.script({ 'GET /v2/refunds': empty });
    await expect(pull('refunds')).rejects.toMatchObject({ code: 'provider_protocol_violation' });
    expect(stub.requests).toHaveLength(101);
    stub.script({ 'GET /v2/refunds': [json({ cursor: 'a' }), json({ refunds: [{ id: 'r1' }] })] });
    expect(ids(await pull('refunds'))).toEqual(['r1']);
  });

  it('reports a cursor that Square has lost', async () => {
    stub.script({ 'GET /v2/refunds': failure(400, 'INVALID_CURSOR') });
    await expect(pull('refunds', { groups: [[]], cursor: 'old' })).rejects.toMatchObject({
      code: 'provider_cursor_lost',
    });
  });

  it('dates by reading what does not say when it changed', async () => {
    const cards = json({ gift_cards: [{ id: 'g1' }] }, 200, { date: 'Thu, 01 Jan 2026 00:00:10 GMT' });
    stub.script({ 'PUT /v2/events/enable': json({}), 'GET /v2/gift-cards': cards });
    const [page] = await pull('gift_cards');
    expect(page!.records).toMatchObject({ dating: 'read', seconds: [Date.parse('2026-01-01T00:00:09Z') / 1000] });
    expect(page!.records.sequences).toBeUndefined();
  });

  it('remembers whether the log of events is open, and how new the catalogue is', async () => {
    stub.script({ 'PUT /v2/events/enable': json({}), '*': json({ latest_time: '2026-01-01T00:00:00Z' }) });
    expect((await pull('disputes'))[0]!.memory).toMatchObject({ logSince: expect.any(Number) as number });
    expect((await pull('products'))[0]!.memory).toEqual({ latestTime: '2026-01-01T00:00:00Z' });
    stub.script({ 'PUT /v2/events/enable': failure(403, 'FORBIDDEN'), '*': json({}) });
    expect((await pull('disputes'))[0]!.memory).toMatchObject({ logSince: null });
    const consented = connection({ authMethod: 'oauth' });
    expect((await pull('disputes', null, consented))[0]!.memory).toMatchObject({ logSince: null });
    expect(stub.requests.filter(({ operation }) => operation.includes('events'))).toHaveLength(1);
  });
});

describe('the walk through the entries of payouts', () => {
  const payouts = (from: number, count: number, cursor?: string) =>
    json({
      payouts: Array.from({ length: count }, (_, index) => ({ id: `po${from + index}` })),
      ...(cursor && { cursor }),
    });
  const entries: Record<string, Reply> = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [
      `GET /v2/payouts/po${n}/payout-entries`,
      (response, { query }) => {
        const page = query.cursor ? [`e${n}-2`] : [`e${n}-1`];
        const more = n === 3 && !query.cursor ? { cursor: 'more' } : {};
        json({ payout_entries: page.map((id) => ({ id, payout_id: `po${n}` })), ...more })(response, {});
      },
    ]),
  );
  const routes = () => ({
    ...entries,
    'GET /v2/locations': json({ locations: [{ id: 'L1' }] }),
    'GET /v2/payouts': ((response, { query }) =>
      (query.cursor ? payouts(10, 2) : payouts(0, 10, 'second'))(response, {})) as Reply,
  });
  const all = [...Array.from({ length: 12 }, (_, n) => `e${n}-1`), 'e3-2'].sort();

  it('brings the entries of every payout', async () => {
    stub.script(routes());
    const pages = await pull('payout_entries');
    expect(ids(pages).sort()).toEqual(all);
    expect(pages.at(-1)!.cursor).toBeNull();
    expect(pages[0]!.watermark).toEqual(expect.any(Number));
    expect(pages.reduce((sum, { requests }) => sum + requests, 0)).toBe(stub.requests.length);
  });

  it('goes on after any page', async () => {
    stub.script(routes());
    const pages = await pull('payout_entries');
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      const rest = await pull('payout_entries', JSON.parse(JSON.stringify(cursor)) as Json);
      expect([...ids(pages.slice(0, index + 1)), ...ids(rest)].sort()).toEqual(all);
    }
  });
});
