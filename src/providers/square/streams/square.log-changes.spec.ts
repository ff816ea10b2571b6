import type { Json } from '../../provider.port.js';
import { changesOf, SINCE } from '../testing/square.changes.js';
import { json } from '../../testing/vendor.stub.js';
import { connection, failure, SquareStub, type Reply } from '../testing/square.stub.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const OPEN = { logSince: 1, logTriedAt: 1, provenAt: 1e12 };
const changes = (...[stream, options]: [string, Parameters<typeof changesOf>[2]?]) => changesOf(stub, stream, options);
const operations = () => stub.requests.map(({ operation }) => operation);
const invoice = (id: string, version: number) => ({ id, version, updated_at: '2026-01-01T00:06:00Z' });

describe('without the log of events', () => {
  const closed = failure(403, 'FORBIDDEN');
  const invoices = { 'GET /v2/locations': json({ locations: [{ id: 'L1' }, { id: 'L2' }] }) };
  const listed: Reply = (response, { body }) => {
    const [place] = (body.query as { filter: { location_ids: string[] } }).filter.location_ids;
    json({ invoices: [invoice(`i-${place}`, 1)] })(response, {});
  };

  describe('customers are counted', () => {
    const SEARCH = 'POST /v2/customers/search';
    const date = { date: 'Thu, 01 Jan 2026 00:30:10 GMT' };
    const COUNTED_AT = Date.parse('2026-01-01T00:30:09Z') / 1000;
    const counting = async (memory: Json, ...counts: (number | undefined)[]) => {
      const replies = counts.map((count) => json({ count }, 200, date));
      stub.script({ 'PUT /v2/events/enable': closed, [SEARCH]: [json({}), ...replies] });
      const pages = await changes('customers', { memory });
      return pages.at(-1)!;
    };
    const before = { logSince: null, logTriedAt: 1e12, count: 40, countedAt: SINCE, comparedAt: SINCE };

    it('for the first time, and the engine compares', async () => {
      expect(await counting(null, 41)).toMatchObject({
        totals: { customers: 41 },
        memory: { logSince: null, count: 41, countedAt: COUNTED_AT, comparedAt: COUNTED_AT },
      });
      expect(stub.bodies(SEARCH)[1]).toEqual({ limit: 1, count: true });
    });

    it.each([
      ['as many as there should be', 42, 2, false],
      ['more, which the index was late with', 43, 2, false],
      ['fewer', 41, 2, true],
    ])('again: %s', async (_what, count, created, isCompared) => {
      const page = await counting(before, count, created);
      expect(page.totals).toEqual(isCompared ? { customers: count } : undefined);
      expect(page.memory).toMatchObject({ count, countedAt: COUNTED_AT, comparedAt: isCompared ? COUNTED_AT : SINCE });
      expect(page.requests).toBe(2);
      expect(stub.bodies(SEARCH)[2]).toMatchObject({
        query: { filter: { created_at: { start_at: '2026-01-01T00:10:00.000Z' } } },
      });
    });

    it('once a day the engine compares all the same', async () => {
      const page = await counting({ ...before, comparedAt: COUNTED_AT - 86_400 }, 50);
      expect(page).toMatchObject({ totals: { customers: 50 }, requests: 1 });
    });

    it('unless Square does not say', async () => {
      expect((await counting(before, undefined)).totals).toBeUndefined();
    });
  });

  it('the others are listed, and counted by that', async () => {
    stub.script({ ...invoices, 'PUT /v2/events/enable': closed, 'POST /v2/invoices/search': listed });
    const pages = await changes('invoices');
    expect(pages.map(({ records, totals }) => [records.externalIds, totals])).toEqual([
      [['i-L1'], undefined],
      [['i-L2'], { invoices: 2 }],
    ]);
    expect(pages[1]!.memory).toMatchObject({ logSince: null });
    const rest = await changes('invoices', { cursor: JSON.parse(JSON.stringify(pages[0]!.cursor)) as Json });
    expect(rest.map(({ totals }) => totals)).toEqual([{ invoices: 2 }]);
  });

  it('that is not asked for again at once, nor ever with a token of consent', async () => {
    stub.script({ 'GET /v2/disputes': json({}) });
    const now = Math.floor(Date.now() / 1000);
    await changes('disputes', { memory: { logSince: null, logTriedAt: now - 3_600 } });
    await changes('disputes', { memory: OPEN, as: connection({ authMethod: 'oauth' }) });
    expect(operations()).toEqual(['GET /v2/disputes', 'GET /v2/disputes']);
    stub.script({ 'PUT /v2/events/enable': closed, 'GET /v2/disputes': json({}) });
    await changes('disputes', { memory: { logSince: null, logTriedAt: now - 90_000 } });
    expect(operations()).toEqual(['PUT /v2/events/enable', 'GET /v2/disputes']);
  });

  it('a log that was just switched on is of no use yet', async () => {
    stub.script({ 'PUT /v2/events/enable': json({}), 'GET /v2/disputes': json({}) });
    const [page] = await changes('disputes', { since: Math.floor(Date.now() / 1000) - 10 });
    expect(operations()).toEqual(['PUT /v2/events/enable', 'GET /v2/disputes']);
    expect(page).toMatchObject({
      requests: 2,
      memory: { logSince: expect.any(Number) as number },
      totals: { disputes: 0 },
    });
  });

  it('a log that closes meanwhile is done without', async () => {
    stub.script({ 'POST /v2/events': closed, 'GET /v2/disputes': json({ disputes: [{ id: 'd1' }] }) });
    const [page, ...more] = await changes('disputes', { memory: OPEN });
    expect(page).toMatchObject({
      records: { externalIds: ['d1'] },
      memory: { logSince: null },
      totals: { disputes: 1 },
    });
    expect(more).toEqual([]);
  });

  it('a log is proven by a count, once a day, and by nothing where the engine lists again', async () => {
    const known = { ...OPEN, provenAt: Math.floor(Date.now() / 1000) - 90_000 };
    stub.script({ 'POST /v2/events': json({}), 'POST /v2/customers/search': [json({}), json({ count: 2 }), json({})] });
    const pages = await changes('customers', { memory: known });
    expect(operations()).toEqual(['POST /v2/customers/search', 'POST /v2/events', 'POST /v2/customers/search']);
    expect(pages.at(-1)).toMatchObject({ totals: { customers: 2 }, cursor: null });
    await changes('customers', { memory: pages.at(-1)!.memory });
    expect(operations().slice(3)).toEqual(['POST /v2/customers/search', 'POST /v2/events']);
    stub.script({ 'POST /v2/events': json({}) });
    await changes('disputes', { memory: known });
    expect(operations()).toEqual(['POST /v2/events']);
  });

  it('a relist waits for its time, and the watermark with it', async () => {
    const since = Math.floor(Date.now() / 1000) - 60;
    stub.script({ '*': json({}) });
    const as = connection({ authMethod: 'oauth' });
    const env = { SQUARE_RELIST_SECONDS: '900' };
    expect(await changes('disputes', { as, since, env })).toMatchObject([
      { requests: 0, watermark: since, cursor: null },
    ]);
    expect(stub.requests).toEqual([]);
    await changes('disputes', { as, since });
    expect(operations()).toEqual(['GET /v2/disputes']);
  });

  it('does not take a server that is away for a refusal', async () => {
    stub.script({ 'PUT /v2/events/enable': failure(503, 'SERVICE_UNAVAILABLE'), 'GET /v2/disputes': json({}) });
    await expect(changes('disputes')).rejects.toMatchObject({ code: 'provider_unavailable' });
    stub.script({ 'POST /v2/events': json('<html>', 403), 'GET /v2/disputes': json({}) });
    await expect(changes('disputes', { memory: OPEN })).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});

describe("with the application's own token", () => {
  const env = { SQUARE_APPLICATION_TOKEN: 'EAAAour_own' };
  const as = connection({ authMethod: 'oauth' });
  const told = { id: 'i1', version: 2, updated_at: '2026-01-01T00:06:00Z' };
  const event = {
    merchant_id: 'M1',
    type: 'invoice.updated',
    event_id: 'e1',
    created_at: '2026-01-01T00:06:00Z',
    data: { type: 'invoice', id: 'i1', object: { invoice: told } },
  };
  const tokens = () => stub.requests.map(({ headers }) => headers.authorization);

  it('the log tells what changed at a merchant who has consented, and nothing is listed', async () => {
    const metadata = [{ event_id: 'e1', api_version: '2026-09-16' }];
    stub.script({ 'POST /v2/events': json({ events: [event], metadata }) });
    const [page, ...more] = await changes('invoices', { memory: OPEN, as, env });
    expect(more).toEqual([]);
    expect(page!.records).toMatchObject({ externalIds: ['i1'], json: JSON.stringify([told]) });
    expect(operations()).toEqual(['POST /v2/events']);
    expect(tokens()).toEqual(['Bearer EAAAour_own']);
    expect(stub.bodies('POST /v2/events')[0]).toMatchObject({ query: { filter: { merchant_ids: ['M1'] } } });
  });

  it("an event of another API version is read, with the merchant's token", async () => {
    const metadata = [{ event_id: 'e1', api_version: '2023-01-19' }];
    const now = { ...told, version: 3 };
    stub.script({
      'POST /v2/events': json({ events: [event], metadata }),
      'GET /v2/invoices/i1': json({ invoice: now }),
    });
    const [page] = await changes('invoices', { memory: OPEN, as, env });
    expect(page!.records.json).toBe(JSON.stringify([now]));
    expect(tokens()).toEqual(['Bearer EAAAour_own', 'Bearer EAAAspec_token']);
  });

  it('a token that Square refuses costs a list, and not the connection', async () => {
    stub.script({ 'POST /v2/events': failure(401, 'UNAUTHORIZED'), 'GET /v2/disputes': json({}) });
    await changes('disputes', { memory: OPEN, as, env });
    expect(operations()).toEqual(['POST /v2/events', 'GET /v2/disputes']);
  });

  it('the log is read with the token of the merchant whose connection is by key', async () => {
    stub.script({ 'POST /v2/events': json({}) });
    await changes('disputes', { memory: OPEN, env });
    expect(tokens()).toEqual(['Bearer EAAAspec_token']);
  });

  it('a log that closes on the way is done without', async () => {
    const page = json({ events: [event], cursor: 'more' });
    stub.script({
      'GET /v2/locations': json({ locations: [{ id: 'L1' }] }),
      'POST /v2/events': [page, failure(403, 'FORBIDDEN')],
      'POST /v2/invoices/search': json({ invoices: [invoice('i1', 2), invoice('i2', 1)] }),
    });
    const pages = await changes('invoices', { memory: OPEN, as, env });
    expect(pages.at(-1)).toMatchObject({ totals: { invoices: 2 }, memory: { logSince: null }, cursor: null });
  });
});
