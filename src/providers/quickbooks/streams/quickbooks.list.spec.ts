import type { Json, PullPage } from '../../provider.port.js';
import { collect, context, type Reply } from '../../testing/vendor.stub.js';
import { connection, found, json, object, QuickBooksStub, second } from '../testing/quickbooks.stub.js';

const stub = new QuickBooksStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

type Row = ReturnType<typeof object>;

/** Answers queries over `rows` as QuickBooks does: in order of change, from a second on, by position. */
function company(rows: Row[], entity = 'Invoice', before: (asked: number) => void = () => undefined): Reply {
  let asked = 0;
  return (response, request) => {
    before((asked += 1));
    const query = request.url.searchParams.get('query') ?? '';
    const from = Date.parse(/LastUpdatedTime >= '([^']+)'/.exec(query)?.[1] ?? '1970-01-01T00:00:00Z');
    const start = Number(/startposition (\d+)/.exec(query)?.[1]);
    const most = Number(/maxresults (\d+)/.exec(query)?.[1]);
    const time = (row: Row) => Date.parse(row.MetaData.LastUpdatedTime);
    const sorted = [...rows].sort((a, b) => time(a) - time(b)).filter((row) => time(row) >= from);
    found(entity, sorted.slice(start - 1, start - 1 + most))(response, request);
  };
}

function pull(cursor: Json = null, stream = 'invoices'): Promise<PullPage[]> {
  return collect(stub.provider().pull(connection(), { kind: 'list', stream }, cursor, context()));
}

const ids = (pages: readonly PullPage[]) => pages.flatMap(({ records }) => records.externalIds);
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

describe('listing', () => {
  it('goes through everything in order of change, each object once', async () => {
    stub.answer(company(Array.from({ length: 2_500 }, (_, index) => object(index, index * 10))));
    const pages = await pull();
    expect(ids(pages)).toEqual(numbers(0, 2_500));
    expect(pages.map(({ requests }) => requests)).toEqual([1, 1, 1]);
    expect(stub.queries()).toEqual([
      'select * from Invoice orderby MetaData.LastUpdatedTime asc startposition 1 maxresults 1000',
      ...[9_990, 19_980].map(
        (at) =>
          `select * from Invoice where MetaData.LastUpdatedTime >= '${object(0, at).MetaData.LastUpdatedTime}' ` +
          'orderby MetaData.LastUpdatedTime asc startposition 1 maxresults 1000',
      ),
    ]);
  });

  it('asks for inactive objects, too', async () => {
    stub.answer(company([object(1, 1, { Active: false })], 'Customer'));
    expect(ids(await pull(null, 'customers'))).toEqual(['1']);
    expect(stub.queries()[0]).toMatch(/^select \* from Customer where Active in \(true, false\) orderby/);
  });

  it('asks for the company without any order', async () => {
    stub.answer(company([object(1, 1)], 'CompanyInfo'));
    await pull(null, 'company_info');
    expect(stub.queries()).toEqual(['select * from CompanyInfo startposition 1 maxresults 1000']);
  });

  it('asks for tax codes of any kind, those without a state and inactive ones', async () => {
    stub.answer(
      found('TaxCode', [object('TAX', 1), object(2, 0)]),
      found('TaxCode', [object(3, 0, { Active: false })]),
    );
    const pages = await pull(null, 'tax_codes');
    expect(ids(pages)).toEqual(['TAX', '2', '3']);
    expect(pages.map((page) => 'watermark' in page)).toEqual([true, false]);
    expect(stub.queries()).toEqual([
      'select * from TaxCode startposition 1 maxresults 1000',
      'select * from TaxCode where Active = false startposition 1 maxresults 1000',
    ]);
    stub.answer(found('TaxCode', []));
    expect(ids(await pull(pages[0]!.cursor, 'tax_codes'))).toEqual([]);
    expect(stub.requests).toHaveLength(1);
  });

  it('counts positions through what cannot be sorted', async () => {
    stub.answer(found('TaxCode', fullPage(0, 0)), found('TaxCode', [object('last', 0)]), found('TaxCode', []));
    expect(ids(await pull(null, 'tax_codes'))).toHaveLength(1_001);
    expect(stub.queries()[1]).toContain('startposition 1001 ');
  });

  it('has a watermark by the clock of QuickBooks, on the first page only', async () => {
    stub.answer(company(Array.from({ length: 1_200 }, (_, index) => object(index, index))));
    const [first, last] = await pull();
    expect(first!.watermark).toBe(Date.parse('2026-11-23T10:13:20Z') / 1000);
    expect(last).not.toHaveProperty('watermark');
  });

  it('dates by the last change, and orders by SyncToken', async () => {
    stub.answer(company([object(1, 7, { SyncToken: '12' }), object(2, 9, { SyncToken: '1048575' })]));
    const [{ records }] = (await pull()) as [PullPage];
    expect(records).toMatchObject({ dating: 'change', seconds: [second(7), second(9)], sequences: [12, 0] });
  });

  it('goes on from any page', async () => {
    stub.answer(company(Array.from({ length: 2_500 }, (_, index) => object(index, Math.floor(index / 7)))));
    const pages = await pull();
    const rest = await pull(JSON.parse(JSON.stringify(pages[0]!.cursor)) as Json);
    expect(ids(rest)).toEqual(ids(pages.slice(1)));
  });

  it('loses nothing of what changes meanwhile', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => object(index, index));
    // Before each page some objects that were seen leave the front for the end.
    const move = (asked: number) => {
      for (let index = 0; index < 40; index += 1) {
        const at = asked * 100 + index;
        rows[at] = object(at, 5_000 + asked, { SyncToken: '1' });
      }
    };
    stub.answer(company(rows, 'Invoice', move));
    expect(new Set(ids(await pull()))).toEqual(new Set(numbers(0, 3_000)));
  });

  it('counts positions within one second that holds more than a page', async () => {
    const rows = Array.from({ length: 3_500 }, (_, index) =>
      object(index, index < 20 ? index : index < 3_300 ? 50 : 60 + index),
    );
    stub.answer(company(rows));
    expect(new Set(ids(await pull()))).toEqual(new Set(numbers(0, 3_500)));
    expect(stub.requests.length).toBeLessThanOrEqual(7);
  });

  it('goes through such a second once more when something has gone from before its place', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => object(index, 50));
    const drop = (asked: number) => {
      if (asked === 3) for (const at of [3, 4, 5]) rows[at] = object(at, 900, { SyncToken: '1' });
    };
    stub.answer(company(rows, 'Invoice', drop));
    expect(new Set(ids(await pull()))).toEqual(new Set(numbers(0, 2_500)));
  });

  it.each<[string, Reply[]]>([
    ['pages that come again', [found('Invoice', fullPage(0)), found('Invoice', fullPage(-5_000))]],
    ['a second without any order', [found('Invoice', fullPage(0, 0)), ...shuffled(40)]],
    ['objects that are none', [json({ QueryResponse: { Invoice: {} } })]],
    ['no result', [json({ time: 'now' })]],
    [
      'a full page without times',
      [
        found(
          'Invoice',
          Array.from({ length: 1_000 }, (_, Id) => ({ Id: String(Id) })),
        ),
      ],
    ],
  ])('stops at %s', async (_name, replies) => {
    stub.answer(...replies);
    await expect(pull()).rejects.toMatchObject({ code: 'provider_protocol_violation' });
    expect(stub.requests.length).toBeLessThan(40);
  });

  it('asks for fewer objects where a page is too heavy, and goes on with as many', async () => {
    const rows = Array.from({ length: 2_300 }, (_, index) => object(index, Math.floor(index / 700)));
    const heavy: Reply = (response, request) => {
      const size = Number(/maxresults (\d+)/.exec(request.url.searchParams.get('query') ?? '')?.[1]);
      if (size > 300) json('<html>', 504)(response, request);
      else company(rows)(response, request);
    };
    stub.answer(heavy);
    const pages = await pull();
    expect(new Set(ids(pages))).toEqual(new Set(numbers(0, 2_300)));
    expect(pages[0]!.requests).toBe(3);
    expect(pages[1]!.requests).toBe(1);
    expect(pages[0]!.cursor).toMatchObject({ pageSize: { current: 250 } });
  });

  it('fails by a Fault in place of the result', async () => {
    const Fault = { Error: [{ Message: 'No.', code: '4000' }], type: 'ValidationFault' };
    stub.answer(json({ QueryResponse: { Fault } }));
    await expect(pull()).rejects.toMatchObject({ code: 'provider_refused_request' });
  });

  it('leaves out an object without an id or a time, and goes on', async () => {
    const page = [...Array.from({ length: 998 }, (_, n) => object(n, n)), { SyncToken: '1' }, { Id: '', x: 1 }];
    stub.answer(found('Invoice', page), found('Invoice', [object(998, 997), object(999, 2_000)]));
    const pages = await pull();
    expect(ids(pages)).toHaveLength(1_000);
    expect(pages[0]!.records.leftOut).toHaveLength(2);
    expect(stub.queries()[1]).toContain(object(0, 997).MetaData.LastUpdatedTime);
  });
});

function fullPage(at: number, step = 1): Row[] {
  return Array.from({ length: 1_000 }, (_, index) => object(index, at + index * step));
}

function shuffled(count: number): Reply[] {
  return Array.from({ length: count }, (_, turn) =>
    found(
      'Invoice',
      Array.from({ length: 1_000 }, (_unused, index) => object(`${turn}-${index}`, 0)),
    ),
  );
}
