import { abortOnceAsked } from '../../testing/abort-once-asked.js';
import { context, hang, refusal, reset, truncated, type Reply } from '../../testing/vendor.stub.js';
import { connection, DATE, fault, found, json, object, QuickBooksStub, REALM } from '../testing/quickbooks.stub.js';

const stub = new QuickBooksStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const CUSTOMER = object(7, 10, { SyncToken: '3', DisplayName: 'Zoë' });
const ok = json({ Customer: CUSTOMER, time: '2026-11-23T02:13:20-08:00' });
const refusedToken = json(
  {
    fault: {
      error: [{ message: 'AuthenticationFailed', detail: 'Token expired: access-1', code: '3200' }],
      type: 'AUTHENTICATION',
    },
  },
  401,
);
async function read(environment = {}, signal = context().signal, as = connection()) {
  return (await stub.provider(environment).fetchOne(as, 'customers', '7', { signal }))!;
}

describe('a call to QuickBooks', () => {
  it('names the company, the token, the version, and asks for JSON', async () => {
    stub.answer(ok);
    await read();
    const [{ url, headers }] = stub.requests as [(typeof stub.requests)[number]];
    expect(`${url.pathname}${url.search}`).toBe(`/v3/company/${REALM}/customer/7?minorversion=75`);
    expect(headers).toMatchObject({ authorization: 'Bearer access-1', accept: 'application/json' });
  });

  it.each([
    ['a 500', fault(500, 'SystemFault', '10000')],
    ['a system fault with status 200', fault(200, 'SystemFault', '10000')],
    ['a page of HTML', json('<html>502</html>', 502)],
    ['garbage with status 200', json('not json')],
    ['XML with status 200', json('<IntuitResponse/>')],
    ['half an answer', truncated],
    ['a reset', reset],
    ['no answer at all', hang],
    ["a proxy's 401", json('<html>Unauthorized</html>', 401)],
    ["a proxy's 403", json('{}', 403)],
    ["a proxy's 404", json('{}', 404)],
  ])('is made again after %s', async (_name, first) => {
    stub.answer(first, ok);
    expect(JSON.parse((await read()).json)).toEqual(CUSTOMER);
    expect(stub.requests).toHaveLength(2);
  });

  it.each([
    [401, 'AUTHENTICATION', '3200', 'provider_rejected_credentials'],
    [200, 'AuthenticationFault', '3200', 'provider_rejected_credentials'],
    [403, 'AuthorizationFault', '3100', 'provider_rejected_credentials'],
    [200, 'AuthorizationFault', '3100', 'provider_rejected_credentials'],
    [403, 'AuthorizationFault', '5020', 'provider_permission_denied'],
    [200, 'AuthorizationFault', '5020', 'provider_permission_denied'],
    [400, 'ValidationFault', '4000', 'provider_refused_request'],
    [200, 'ValidationFault', '4001', 'provider_refused_request'],
    [404, 'ValidationFault', '9', 'provider_refused_request'],
  ])('is refused with %d %s %s', async (status, type, code, expected) => {
    stub.answer(fault(status, type, code, 'Why.', { intuit_tid: '1-2-3' }));
    const error = await refusal(read());
    expect(error).toMatchObject({ code: expected, status, requestId: '1-2-3', retryable: false });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    [429, 'ThrottleExceeded', '3001', {}, 60],
    [429, 'ThrottleExceeded', '3001', { 'retry-after': '90' }, 90],
    [403, 'ThrottleExceeded', '3001', {}, 60],
  ])('waits no longer than its place allows: %d %s %s %o', async (status, type, code, headers, seconds) => {
    stub.answer(fault(status, type, code, 'Wait.', headers));
    const error = await refusal(read());
    expect(error).toMatchObject({ code: 'provider_rate_limited', usesAttempt: false, retryAfterSeconds: seconds });
    expect(stub.requests).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['says so', fault(429, 'QuotaExceeded', '3002', 'The monthly limit of CorePlus API calls is used up.')],
    ['says so as a throttle', fault(429, 'ThrottleExceeded', '3001', 'CorePlus quota exceeded')],
    ['refuses', fault(403, 'AuthorizationFault', '120', 'Your app has used its monthly quota')],
    ['names a time that is far', fault(429, 'ThrottleExceeded', '3001', 'Wait.', { 'retry-after': '86400' })],
  ])("makes no call until the next month when the month's budget is used up, and Intuit %s", async (_name, reply) => {
    stub.answer(reply);
    const provider = stub.provider();
    const ask = () => refusal(provider.fetchOne(connection(), 'customers', '7', context()));
    const now = new Date();
    const blockedUntil = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    const expected = { code: 'provider_budget_exhausted', usesAttempt: false, blockedUntil };
    expect(await ask()).toMatchObject(expected);
    expect(await ask()).toMatchObject(expected);
    expect(stub.requests).toHaveLength(1);
  });

  it('waits out a rate limit that is short', async () => {
    stub.answer(json('', 429, { 'retry-after': '0.2' }), ok);
    const began = performance.now();
    await read({ PROVIDER_CALL_TRIES: '1' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
  });

  it.each([
    ['unanswered', hang],
    ['waiting to be tried again', fault(500, 'SystemFault', '10000')],
    ['waiting for the rate limit', json('', 429, { 'retry-after': '3' })],
  ])('ends with its signal while %s', async (_name, reply) => {
    stub.answer(reply);
    const reason = new Error('lease lost');
    const controller = new AbortController();
    void abortOnceAsked(stub, controller, reason);
    await expect(read({ PROVIDER_TIMEOUT_MS: '5000' }, controller.signal)).rejects.toBe(reason);
  });

  it('quotes nothing that could be a token', async () => {
    const secret = `eyJlbmMiOiJBMTI4Q0JDLUhTMjU2.${'x'.repeat(40)}`;
    stub.answer(fault(400, 'ValidationFault', '2010', `Property ${secret} is unsupported`));
    const { message } = await refusal(read());
    expect(message).toContain('[redacted]');
    expect(message).not.toContain(secret);
    stub.answer(refusedToken);
    expect((await refusal(read())).message).not.toContain('access-1');
  });
});

describe('a refused token', () => {
  const refusalOf = (as: ReturnType<typeof connection>) => refusal(read({}, context().signal, as));
  const refreshing = (next: string) => {
    const asked: (string | undefined)[] = [];
    let accessToken = 'access-1';
    const current = async (refused?: string) => {
      asked.push(refused);
      if (refused === accessToken) accessToken = next;
      return { accessToken };
    };
    return { asked, as: connection({ current }) };
  };

  it('is refreshed, and the call is repeated with the new one', async () => {
    const { asked, as } = refreshing('access-2');
    stub.answer(refusedToken, ok);
    expect((await read({}, context().signal, as)).deleted).toBe(false);
    expect(stub.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-1', 'Bearer access-2']);
    expect(asked).toEqual([undefined, 'access-1', undefined]);
  });

  const xml = (fault: string) =>
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="2026-11-25T10:00:00.000-08:00">${fault}</IntuitResponse>`;
  const error = '<Error code="100"><Message>General Authentication Error</Message><Detail>SRV-110</Detail></Error>';
  const XML = { 'content-type': 'application/xml' };

  it.each<[string, Reply]>([
    [
      'in XML, as Intuit does for every format',
      json(xml(`<Fault type="AuthenticationFault">${error}</Fault>`), 401, XML),
    ],
    ['in XML with status 200', json(xml(`<Fault type="AuthenticationFault">${error}</Fault>`), 200, XML)],
    ['in XML with other quotes', json(xml("<Fault type='AUTHENTICATION'><Error code='3200'/></Fault>"), 401, XML)],
    ['in XML without a code', json(xml('<ns0:Fault type="AuthenticationFault"></ns0:Fault>'), 401, XML)],
    ['by Intuit without a word', json('', 401, { intuit_tid: '1-2-3' })],
    ['in place of a part of the answer', json({ QueryResponse: { Fault: { Error: [{}], type: 'AUTHENTICATION' } } })],
  ])('is refreshed when it is refused %s', async (_name, refusal) => {
    const { as } = refreshing('access-2');
    stub.answer(refusal, ok);
    expect((await read({}, context().signal, as)).deleted).toBe(false);
    expect(stub.requests).toHaveLength(2);
    stub.answer(refusal);
    expect((await refusalOf(as)).code).toBe('provider_rejected_credentials');
    expect(stub.requests).toHaveLength(1);
  });

  it('is not refreshed for a company that lets the app in with no token', async () => {
    const { asked, as } = refreshing('access-2');
    stub.answer(fault(403, 'AuthorizationFault', '3100'));
    expect((await refusal(read({}, context().signal, as))).code).toBe('provider_rejected_credentials');
    expect(asked).toEqual([undefined]);
  });

  it('is not refreshed twice', async () => {
    const { as } = refreshing('access-2');
    stub.answer(refusedToken);
    expect((await refusal(read({}, context().signal, as))).code).toBe('provider_rejected_credentials');
    expect(stub.requests).toHaveLength(2);
  });

  it('fails the call if it cannot be refreshed', async () => {
    stub.answer(refusedToken);
    expect((await refusal(read())).code).toBe('provider_rejected_credentials');
    expect(stub.requests).toHaveLength(1);
  });

  it('passes on a failed refresh, and does not treat it as an answer to the call', async () => {
    const { ProviderCredentialsError } = await import('../../provider.errors.js');
    const gone = new ProviderCredentialsError('connect the account again');
    const current = () => Promise.reject(gone);
    stub.answer(ok);
    await expect(read({}, context().signal, connection({ current }))).rejects.toBe(gone);
    expect(stub.requests).toHaveLength(0);
  });
});

describe('reading one object', () => {
  it('dates it by its own word, and orders it by its SyncToken', async () => {
    stub.answer(ok);
    const { json: text, ...rest } = await read();
    expect(rest).toEqual({ seconds: Date.parse('2026-01-01T00:00:10Z') / 1000, sequence: 3, deleted: false });
    expect(JSON.parse(text)).toEqual(CUSTOMER);
  });

  it('tells a missing one as deleted, by the clock of the answer', async () => {
    stub.answer(fault(400, 'ValidationFault', '610'));
    expect(await read()).toEqual({ seconds: Date.parse(DATE) / 1000 - 1, deleted: true, json: '{}' });
  });

  it('finds the company by its realm, and knows when it is another one', async () => {
    const read = (id: string) => stub.provider().fetchOne(connection(), 'company_info', id, context());
    stub.answer(json({ CompanyInfo: object(1, 5) }));
    expect(await read('1')).toMatchObject({ deleted: false });
    expect(stub.requests[0]!.url.pathname).toBe(`/v3/company/${REALM}/companyinfo/${REALM}`);
    expect(await read('2')).toMatchObject({ deleted: true });
  });

  it('does not take an answer without the object for its deletion', async () => {
    stub.answer(json({ time: '2026-11-23T02:13:20-08:00' }));
    expect((await refusal(read())).code).toBe('provider_protocol_violation');
  });
});

describe('reading several objects', () => {
  const many = (stream: string, ids: string[]) => stub.provider().fetchMany(connection(), stream, ids, context());

  it('takes one query, which says nothing of what is gone', async () => {
    stub.answer(found('Customer', [CUSTOMER, object(9, 4, { Active: false })]));
    const records = await many('customers', ['7', '8', '9']);
    expect([...records.keys()]).toEqual(['7', '9']);
    stub.answer(ok);
    expect(records.get('7')).toEqual(await read());
    stub.answer(found('Customer', []));
    expect((await many('customers', ["1'", '2'])).size).toBe(0);
    expect(stub.queries()).toEqual([
      "select * from Customer where Id in ('1\\'', '2') and Active in (true, false) maxresults 1000",
    ]);
  });

  it('is not for the company, of which there is one', async () => {
    stub.answer(ok);
    expect((await many('company_info', ['1', '2'])).size).toBe(0);
    expect(stub.requests).toHaveLength(0);
  });
});
