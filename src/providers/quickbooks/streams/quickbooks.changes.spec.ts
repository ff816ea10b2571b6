import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { collect, context, type Reply } from '../../testing/vendor.stub.js';
import {
  captured,
  connection,
  fault,
  found,
  json,
  object,
  QuickBooksStub,
  second,
} from '../testing/quickbooks.stub.js';

const stub = new QuickBooksStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const SINCE = Date.parse('2026-11-20T00:00:00Z') / 1000;

function pull(streams = ['customers', 'invoices'], cursor: Json = null): Promise<PullPage[]> {
  const request: PullRequest = { kind: 'changes', feed: 'cdc', streams, since: SINCE, memory: null };
  return collect(stub.provider({ PROVIDER_CALL_TRIES: '1' }).pull(connection(), request, cursor, context()));
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
    ['entities that are no lists', captured({ Invoice: {} as never, Customer: {} as never })],
    ['no count', json({ CDCResponse: 7 })],
  ])('stops at an answer with %s', async (_name, reply) => {
    stub.answer(reply);
    await expect(pull()).rejects.toMatchObject({ code: 'provider_protocol_violation' });
  });
});

describe('changes of several entities, of which one is refused', () => {
  const STREAMS = ['customers', 'vendors', 'products', 'invoices', 'payments'];
  const systemFault = { Error: [{ Message: 'No.', Detail: 'Made inactive.', code: '10000' }], type: 'SystemFault' };
  const innerFault = json({ CDCResponse: [{ QueryResponse: [{ Customer: [] }, { Fault: systemFault }] }] });
  const invalid = fault(400, 'ValidationFault', '4002', 'To email address entered is invalid');

  /** Answers every call with one change, but for those that name an entity of `bad`. */
  const answerBut = (refused: Reply, ...bad: string[]) =>
    stub.answer((response, request) => {
      const entities = request.url.searchParams.get('entities')!.split(',');
      if (entities.some((entity) => bad.includes(entity))) return refused(response, request);
      return captured(Object.fromEntries(entities.map((entity) => [entity, [object(1, 10)]])))(response, request);
    });
  const types = (pages: PullPage[]) => pages.flatMap(({ records }) => records.types).sort();

  it.each([
    ['400 4002', invalid, 'provider_refused_request', /To email address entered is invalid/],
    ['a Fault within a 200', innerFault, 'provider_refused_request', /Made inactive/],
    ['500', fault(500, 'SystemFault', '10000', 'Made inactive.'), 'provider_refused_request', /Made inactive/],
    ['504', json('<html>', 504), 'provider_unavailable', /504/],
    ['403 5020', fault(403, 'AuthorizationFault', '5020'), 'provider_permission_denied', /does not permit/],
    ['400 5030', fault(400, 'ValidationFault', '5030'), 'provider_permission_denied', /plan/],
  ])('by %s: the others are brought in, and it alone is reported', async (_name, refused, code, message) => {
    answerBut(refused, 'Invoice');
    const pages = await pull(STREAMS);
    expect(types(pages)).toEqual(['customers', 'payments', 'products', 'vendors']);
    expect(asked().slice(0, 4)).toEqual([
      'Customer,Vendor,Item,Invoice,Payment',
      'Customer,Vendor,Item',
      'Invoice,Payment',
      'Invoice',
    ]);
    expect(pages.at(-1)!.refused).toEqual([
      { stream: 'invoices', error: expect.objectContaining({ code, message: expect.stringMatching(message) }) },
    ]);
    expect(pages.slice(0, -1).filter((page) => page.refused)).toEqual([]);
    expect(pages.reduce((sum, { requests }) => sum + requests, 0)).toBe(stub.requests.length);
    expect(pages.map((page) => 'watermark' in page)).toEqual([true, ...pages.slice(1).map(() => false)]);
  });

  it('may be the last one, or two of them', async () => {
    answerBut(invalid, 'Customer', 'Payment');
    const pages = await pull(STREAMS);
    expect(types(pages)).toEqual(['invoices', 'products', 'vendors']);
    expect(pages.at(-1)).toMatchObject({ cursor: null, refused: [{ stream: 'customers' }, { stream: 'payments' }] });
  });

  it('stays reported when the walk is taken up again', async () => {
    answerBut(invalid, 'Customer');
    const pages = await pull(STREAMS);
    expect(pages.length).toBeGreaterThan(2);
    for (let done = 1; done < pages.length; done += 1) {
      const rest = await pull(STREAMS, JSON.parse(JSON.stringify(pages[done - 1]!.cursor)) as Json);
      expect(types([...pages.slice(0, done), ...rest])).toEqual(types(pages));
      expect(rest.at(-1)!.refused).toEqual(pages.at(-1)!.refused);
    }
  });

  it('is thrown where nothing else was asked for, or everything is refused', async () => {
    answerBut(invalid, 'Invoice', 'Payment');
    for (const streams of [['invoices'], ['invoices', 'payments']]) {
      await expect(pull(streams)).rejects.toMatchObject({ code: 'provider_refused_request' });
    }
  });

  it('by its query is reported, too', async () => {
    stub.answer(
      captured({ Customer: [object(1, 10)], Invoice: many(999) }),
      captured({ Customer: [object(1, 10)] }),
      captured({ Invoice: many(1_000) }),
      captured({}),
      json({ QueryResponse: { Fault: { ...systemFault, type: 'ValidationFault' } } }),
    );
    expect((await pull()).at(-1)).toMatchObject({ cursor: null, refused: [{ stream: 'invoices' }] });
  });

  it.each([
    ['refused tokens', fault(401, 'AUTHENTICATION', '3200'), 'provider_rejected_credentials'],
    ['rate limits', fault(429, 'ThrottleExceeded', '3001'), 'provider_rate_limited'],
  ])('is not looked for after %s', async (_name, refused, code) => {
    answerBut(refused, 'Invoice');
    await expect(pull(STREAMS)).rejects.toMatchObject({ code });
    expect(stub.requests).toHaveLength(1);
  });
});

describe('an object without a usable id', () => {
  it('is left out, and reported', async () => {
    const rows = [object(1, 10), { status: 'Deleted' }, { ...object(2, 20), Id: '' }, 7 as never];
    stub.answer(captured({ Customer: [object(3, 5)], Invoice: rows }));
    const [page] = await pull();
    expect(page!.records.externalIds).toEqual(['3', '1']);
    const left = { type: 'invoices', externalId: null, reason: 'no_key' };
    expect(page!.records.leftOut).toEqual([left, left, left]);
  });
});

describe('a position of the version before', () => {
  it('goes on where it was', async () => {
    const at = { v: 1, step: 'alone', left: ['customers', 'invoices'], unsure: [], at: null };
    stub.answer(captured({}));
    await pull(undefined, at);
    expect(asked()).toEqual(['Customer', 'Invoice']);
    stub.answer(captured({}));
    await pull(undefined, { ...at, step: 'together' });
    expect(asked()).toEqual(['Customer,Invoice']);
  });
});
