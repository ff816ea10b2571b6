import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { collect, context, type Reply } from '../../testing/vendor.stub.js';
import { captured, connection, found, json, object, QuickBooksStub, second } from '../testing/quickbooks.stub.js';

const stub = new QuickBooksStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const SINCE = Date.parse('2026-11-20T00:00:00Z') / 1000;

function pull(streams = ['customers', 'invoices'], cursor: Json = null): Promise<PullPage[]> {
  const request: PullRequest = { kind: 'changes', feed: 'cdc', streams, since: SINCE, memory: null };
  return collect(stub.provider().pull(connection(), request, cursor, context()));
}

const deleted = (id: number, at: number) => ({ ...object(id, at), status: 'Deleted', SyncToken: undefined });
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => object(from + index, from + index));
const asked = () =>
  stub.requests.map(({ url }) => url.searchParams.get('entities') ?? url.searchParams.get('query')!.slice(0, 30));

describe('changes', () => {
  it('are asked for at once, for all entities, from a little before', async () => {
    stub.answer(captured({ Customer: [object(1, 10, { SyncToken: '4' })], Invoice: [object(1, 20), deleted(2, 30)] }));
    const [page, ...others] = await pull();
    expect(others).toEqual([]);
    const { url } = stub.requests[0]!;
    expect(url.searchParams.get('entities')).toBe('Customer,Invoice');
    expect(url.searchParams.get('changedSince')).toBe('2026-11-19T23:59:00Z');
    expect(page).toMatchObject({ cursor: null, requests: 1, watermark: Date.parse('2026-11-23T10:13:20Z') / 1000 });
    expect(page!.records).toMatchObject({
      types: ['customers', 'invoices', 'invoices'],
      externalIds: ['1', '1', '2'],
      dating: 'change',
      seconds: [second(10), second(20), second(30)],
      sequences: [4, 0, 0],
      deleted: [false, false, true],
    });
    expect(page).not.toHaveProperty('totals');
  });

  it('may be none', async () => {
    stub.answer(captured({}));
    expect((await pull())[0]).toMatchObject({ cursor: null, records: { externalIds: [] } });
  });

  it('takes 999 objects for all of them', async () => {
    stub.answer(captured({ Customer: many(500), Invoice: many(499) }));
    await pull();
    expect(stub.requests).toHaveLength(1);
  });

  it('asks for one entity after the other when an answer may have been cut', async () => {
    stub.answer(captured({ Customer: many(600), Invoice: many(400) }), captured({ Customer: many(600) }), captured({}));
    const pages = await pull();
    expect(asked()).toEqual(['Customer,Invoice', 'Customer', 'Invoice']);
    expect(pages.map(({ cursor }) => cursor !== null)).toEqual([true, true, false]);
    expect(pages.map((page) => 'watermark' in page)).toEqual([true, false, false]);
    expect(pages.at(-1)).not.toHaveProperty('totals');
  });

  it('finds the deletions of an entity that alone is too much by a shorter past, its changes by query, and counts', async () => {
    stub.answer(
      captured({ Customer: [], Invoice: many(1_000) }),
      captured({}),
      captured({ Invoice: many(1_000) }),
      captured({ Invoice: many(1_000) }),
      captured({ Invoice: [deleted(5_000, 90)] }),
      found('Invoice', many(1_000, 30_000_000)),
      found('Invoice', many(300, 30_000_999)),
      json({ QueryResponse: { totalCount: 12_345 } }),
    );
    const pages = await pull();
    expect(asked().slice(0, 5)).toEqual(['Customer,Invoice', 'Customer', 'Invoice', 'Invoice', 'Invoice']);
    expect(stub.queries()[0]).toContain(`where MetaData.LastUpdatedTime >= '2026-11-19T23:59:00Z'`);
    expect(stub.queries()[2]).toBe('select count(*) from Invoice');
    const [, , , first, later] = stub.requests.map(({ url }) => Date.parse(url.searchParams.get('changedSince') ?? ''));
    expect(first! - (SINCE - 60) * 1000).toBeGreaterThan(86_400_000);
    expect(later).toBeGreaterThan(first!);
    expect(pages.at(-1)).toMatchObject({ cursor: null, requests: 2, totals: { invoices: 12_345 } });
    expect(pages.flatMap(({ records }) => records.deleted.filter(Boolean))).toHaveLength(1);
    expect(pages.filter((page) => 'watermark' in page)).toHaveLength(1);
  });

  it('gives up on the deletions of the last minute, and counts', async () => {
    const now = Date.parse('2026-11-23T10:13:20Z') / 1000;
    const reply: Reply = (response, request) => {
      const query = request.url.searchParams.get('query');
      if (query?.startsWith('select count')) return json({ QueryResponse: { totalCount: 1 } })(response, request);
      return query ? found('Invoice', [])(response, request) : captured({ Invoice: many(1_000) })(response, request);
    };
    stub.answer(reply);
    const pages = await pull(['invoices']);
    const last = stub.requests.map(({ url }) => url.searchParams.get('changedSince')).findLast(Boolean)!;
    expect(now - Date.parse(last) / 1000).toBeLessThanOrEqual(61);
    expect(stub.requests.length).toBeLessThan(20);
    expect(pages.at(-1)!.totals).toEqual({ invoices: 1 });
  });

  it('counts inactive objects of a list, too', async () => {
    const reply: Reply = (response, request) => {
      const query = request.url.searchParams.get('query');
      if (query?.startsWith('select count')) return json({ QueryResponse: { totalCount: 1 } })(response, request);
      return query ? found('Vendor', [])(response, request) : captured({ Vendor: many(1_000) })(response, request);
    };
    stub.answer(reply);
    await pull(['vendors']);
    expect(stub.queries().at(-1)).toBe('select count(*) from Vendor where Active in (true, false)');
  });

  it('goes on from any page, to the same end', async () => {
    const replies = () => [
      captured({ Customer: many(10), Invoice: many(990) }),
      captured({ Customer: many(10) }),
      captured({ Invoice: many(1_000) }),
      captured({ Invoice: many(3) }),
      found('Invoice', many(1_000, 30_000_000)),
      found('Invoice', many(5, 30_000_999)),
      json({ QueryResponse: { totalCount: 7 } }),
    ];
    stub.answer(...replies());
    const pages = await pull();
    expect(pages).toHaveLength(6);
    for (let done = 1; done < pages.length; done += 1) {
      stub.answer(...replies().slice(done));
      const rest = await pull(undefined, JSON.parse(JSON.stringify(pages[done - 1]!.cursor)) as Json);
      expect(rest.map(({ records, cursor, totals }) => ({ records, cursor, totals }))).toEqual(
        pages.slice(done).map(({ records, cursor, totals }) => ({ records, cursor, totals })),
      );
    }
  });

  it.each([
    ['no changes', json({ time: 'now' })],
    ['objects without ids', captured({ Invoice: [{ status: 'Deleted' }] })],
    ['no count', json({ CDCResponse: 7 })],
  ])('stops at an answer with %s', async (_name, reply) => {
    stub.answer(reply);
    await expect(pull()).rejects.toMatchObject({ code: 'provider_protocol_violation' });
  });
});
