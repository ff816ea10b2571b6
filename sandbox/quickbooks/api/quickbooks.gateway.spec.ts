import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { QuickBooksSandbox } from '../quickbooks.sandbox.js';

type Json = Record<string, unknown>;

interface Answer {
  status: number;
  headers: Headers;
  json: Json;
}

describe('the API', () => {
  const sandbox = new QuickBooksSandbox();
  let base: string;
  let realmId: string;
  let token: string;

  const control = async <T = Json>(method: string, call: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}/_control/${call}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as T;
  };
  const call = async (path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${base}/v3/company/${realmId}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, json: (await response.json()) as Json };
  };
  const query = (text: string): Promise<Answer> => call(`query?query=${encodeURIComponent(text)}`);
  const codeOf = ({ json }: Answer): unknown =>
    (json.Fault as { Error: { code: string }[] } | undefined)?.Error[0]!.code;

  beforeAll(async () => {
    base = await sandbox.listen(0);
  });
  beforeEach(async () => {
    const counts = { customers: 4, products: 2, invoices: 6, payments: 4 };
    const account = await control<{ id: string; credentials: { accessToken: string } }>('POST', 'accounts', { counts });
    realmId = account.id;
    token = account.credentials.accessToken;
    await control('DELETE', 'faults');
    await control('DELETE', 'requests');
    await control('POST', 'limits', {
      perMinute: 500,
      perSecond: null,
      batchPerMinute: 40,
      retryAfterSeconds: null,
      monthlyReads: null,
    });
  });
  afterAll(() => sandbox.close());

  it('shows an object alike in a query, by its id and in the control call', async () => {
    const { json } = await query('select * from Invoice maxresults 1');
    const [invoice] = (json.QueryResponse as { Invoice: Json[] }).Invoice;
    expect((await call(`invoice/${String(invoice!.Id)}`)).json.Invoice).toEqual(invoice);
    const lines = await (await fetch(`${base}/_control/accounts/${realmId}/objects/invoices`)).text();
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Json),
    ).toContainEqual({
      id: invoice!.Id,
      object: invoice,
    });
    expect(invoice).toMatchObject({ domain: 'QBO', sparse: false, SyncToken: expect.stringMatching(/^\d+$/) });
  });

  it('takes a query as the body of a POST, and has a tid on every answer', async () => {
    const answer = await call('query', 'select count(*) from Invoice');
    expect(answer.json.QueryResponse).toEqual({ totalCount: 6 });
    expect(answer.headers.get('intuit_tid')).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(codeOf(await call('invoice/999999'))).toBe('610');
    expect((await call(`companyinfo/${realmId}`)).json.CompanyInfo).toMatchObject({ Id: '1' });
  });

  it('updates by SyncToken, sparsely or in full', async () => {
    const created = (await call('customer', { DisplayName: 'Ada', Notes: 'vip' })).json.Customer as Json;
    const sparse = await call('customer', { Id: created.Id, SyncToken: '0', sparse: true, GivenName: 'Ada' });
    expect(sparse.json.Customer).toMatchObject({ SyncToken: '1', Notes: 'vip', GivenName: 'Ada' });
    expect(codeOf(await call('customer', { Id: created.Id, SyncToken: '0', sparse: true, Notes: '' }))).toBe('5010');
    const full = await call('customer', { Id: created.Id, SyncToken: '1', DisplayName: 'Ada L.' });
    expect(full.json.Customer).toMatchObject({ SyncToken: '2', DisplayName: 'Ada L.' });
    expect(full.json.Customer).not.toHaveProperty('Notes');
  });

  it('refuses doubled names, unknown properties, missing references and wrong amounts', async () => {
    const ada = (await call('customer', { DisplayName: 'Ada' })).json.Customer as Json;
    expect(codeOf(await call('vendor', { DisplayName: 'ada' }))).toBe('6240');
    expect(codeOf(await call('customer', { DisplayName: 'Bo', Colour: 'red' }))).toBe('2010');
    expect(codeOf(await call('invoice', { CustomerRef: { value: '77' }, Line: [] }))).toBe('2500');
    const detail = { SalesItemLineDetail: { Qty: 3, UnitPrice: 0.1 }, DetailType: 'SalesItemLineDetail' };
    const CustomerRef = { value: ada.Id };
    expect(codeOf(await call('invoice', { CustomerRef, Line: [{ Amount: 0.31, ...detail }] }))).toBe('6070');
    expect((await call('invoice', { CustomerRef, Line: [{ Amount: 0.3, ...detail }] })).status).toBe(200);
    expect(codeOf(await call('invoice', 'not json'))).toBe('2010');
  });

  it('answers a requestid twice with the same, also when the first answer was lost', async () => {
    await control('POST', 'faults', { kind: 'truncated', method: 'POST' });
    await expect(call('customer?requestid=abc', { DisplayName: 'Once' })).rejects.toThrow();
    const again = await call('customer?requestid=abc', { DisplayName: 'Once' });
    expect(again.json.Customer).toMatchObject({ DisplayName: 'Once', SyncToken: '0' });
    expect((await query("select count(*) from Customer where DisplayName = 'Once'")).json.QueryResponse).toEqual({
      totalCount: 1,
    });
  });

  it('answers the items of a batch one by one', async () => {
    const answer = await call('batch', {
      BatchItemRequest: [
        { bId: 'a', operation: 'create', Customer: { DisplayName: 'Ada' } },
        { bId: 'b', operation: 'create', Customer: { DisplayName: 'Ada' } },
        { bId: 'c', Query: 'select count(*) from Invoice' },
        { bId: 'd', operation: 'delete', Invoice: { Id: '1', SyncToken: '0' } },
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.json.BatchItemResponse).toEqual([
      { bId: 'a', Customer: expect.objectContaining({ DisplayName: 'Ada' }) },
      { bId: 'b', Fault: { type: 'ValidationFault', Error: [expect.objectContaining({ code: '6240' })] } },
      { bId: 'c', QueryResponse: { totalCount: 6 } },
      { bId: 'd', Fault: { type: 'ValidationFault', Error: [expect.objectContaining({ code: '610' })] } },
    ]);
    const many = Array.from({ length: 31 }, (_, at) => ({ bId: String(at), Query: 'select * from Invoice' }));
    expect((await call('batch', { BatchItemRequest: many })).status).toBe(400);
  });

  it('limits each company by itself, batches apart', async () => {
    await control('POST', 'limits', { perMinute: 3, retryAfterSeconds: 60 });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await query('select count(*) from Invoice')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await query('select count(*) from Invoice')).headers.get('retry-after')).toBe('60');
    await control('POST', 'limits', { perMinute: null, batchPerMinute: 1 });
    await call('batch', { BatchItemRequest: [] });
    expect((await call('batch', { BatchItemRequest: [] })).status).toBe(429);
    expect((await query('select count(*) from Invoice')).status).toBe(200);
  });

  it.each([
    ['status500', 500, '10000'],
    ['status429', 429, '3001'],
    ['forbidden', 403, '5020'],
    ['faultIn200', 200, '10000'],
  ])('spoils one call with %s', async (kind, status, code) => {
    await control('POST', 'faults', { kind, account: realmId, retryAfter: 7 });
    const spoiled = await query('select * from Invoice');
    expect([spoiled.status, codeOf(spoiled)]).toEqual([status, code]);
    expect(spoiled.headers.get('retry-after')).toBe(kind === 'status429' ? '7' : null);
    expect((await query('select * from Invoice')).json.QueryResponse).toMatchObject({ maxResults: 6 });
  });

  it('refuses tokens in XML, or in JSON when told so', async () => {
    const refused = async (): Promise<Response> => {
      await control('POST', 'faults', { kind: 'unauthorized', account: realmId });
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
      return fetch(`${base}/v3/company/${realmId}/companyinfo/${realmId}`, { headers });
    };
    const xml = await refused();
    expect([xml.status, xml.headers.get('content-type')]).toEqual([401, 'application/xml']);
    expect(await xml.text()).toContain('<Fault type="AuthenticationFault"><Error code="3200">');
    await control('POST', 'oauth', { faultFormat: 'json' });
    expect(await (await refused()).json()).toMatchObject({ Fault: { type: 'AuthenticationFault' } });
    await control('POST', 'oauth', { faultFormat: 'xml' });
  });

  const cdc = (entities: string): Promise<Answer> =>
    call(`cdc?entities=${entities}&changedSince=${new Date(Date.now() - 60_000).toISOString()}`);

  it.each([
    [400, '4002'],
    [500, '10000'],
  ])('fails change data capture of an entity that is spoiled with %d', async (status, code) => {
    await control('POST', `accounts/${realmId}/spoil`, { stream: 'invoices', status });
    const spoiled = await cdc('Customer,Invoice');
    expect([spoiled.status, codeOf(spoiled)]).toEqual([status, code]);
    expect((await cdc('Customer')).status).toBe(200);
    await control('POST', `accounts/${realmId}/spoil`, { stream: 'invoices', status: null });
    expect((await cdc('Customer,Invoice')).status).toBe(200);
  });

  it('puts a Fault in place of a spoiled entity', async () => {
    await call('customer', { DisplayName: 'Ada' });
    await control('POST', `accounts/${realmId}/spoil`, { stream: 'invoices', status: 200 });
    const { status, json } = await cdc('Customer,Invoice');
    const [{ QueryResponse: parts }] = json.CDCResponse as [{ QueryResponse: Json[] }];
    expect([status, parts.map((part) => Object.keys(part)[0])]).toEqual([200, ['Customer', 'Fault']]);
  });

  it("has no entities that the company's plan lacks", async () => {
    await control('POST', `accounts/${realmId}/plan`, { without: ['classes'] });
    const codes = [await query('select * from Class'), await cdc('Customer,Class'), await call('class', { Name: 'x' })];
    expect(codes.map(codeOf)).toEqual(['5020', '5020', '5020']);
    expect((await query('select * from Invoice')).status).toBe(200);
  });

  it("blocks reads, but no writes, when the month's are used up", async () => {
    await control('POST', 'limits', { monthlyReads: 2 });
    const answers = [await query('select * from Invoice'), await cdc('Invoice'), await query('select * from Class')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(codeOf(answers[2]!)).toBe('3002');
    expect((await call('customer', { DisplayName: 'Ada' })).status).toBe(200);
  });

  it('changes nothing on days that are closed', async () => {
    const closedUntil = (BookCloseDate: string) =>
      control('POST', `accounts/${realmId}/update`, {
        stream: 'preferences',
        id: '1',
        patch: { AccountingInfoPrefs: { BookCloseDate } },
      });
    await closedUntil('2026-09-30');
    const { AccountingInfoPrefs } = (await call('preferences')).json.Preferences as Json;
    expect(AccountingInfoPrefs).toEqual({ BookCloseDate: '2026-09-30' });
    const transfer = (TxnDate: string) =>
      call('transfer', { FromAccountRef: { value: '1' }, ToAccountRef: { value: '2' }, Amount: 5, TxnDate });
    expect(codeOf(await transfer('2026-09-30'))).toBe('6210');
    const { Id, SyncToken } = (await transfer('2026-10-01')).json.Transfer as Json;
    await closedUntil('2026-10-31');
    expect(codeOf(await call('transfer?operation=delete', { Id, SyncToken }))).toBe('6210');
    expect(codeOf(await call('transfer', { Id, SyncToken, sparse: true, Amount: 6 }))).toBe('6210');
  });

  it('repeats a page when told so', async () => {
    const page = (start: number): Promise<Answer> => query(`select * from Invoice startposition ${start} maxresults 2`);
    const first = await page(1);
    await control('POST', 'faults', { kind: 'duplicatePage' });
    expect((await page(3)).json.QueryResponse).toEqual(first.json.QueryResponse);
    expect((await page(3)).json.QueryResponse).not.toEqual(first.json.QueryResponse);
  });
});
