import { ProviderCredentialsError } from '../../provider.errors.js';
import { abortOnceAsked } from '../../testing/abort-once-asked.js';
import { context, json, hang, refusal, reset, truncated } from '../../testing/vendor.stub.js';
import { connection, failure, SquareStub, TOKEN, type Reply } from '../testing/square.stub.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const PAYMENT = { id: 'p1', updated_at: '2026-01-01T00:00:00.123Z', amount_money: { amount: 9007199254740991 } };
const ok = json({ payment: PAYMENT });
const READ = 'GET /v2/payments/p1';
async function read(environment = {}, signal = context().signal, as = connection()) {
  return stub.provider(environment).fetchOne(as, 'payments', 'p1', { signal });
}

describe('a call to Square', () => {
  it('says who and which version, and brings the JSON that Square sent', async () => {
    stub.script({ [READ]: ok });
    expect(await read()).toEqual({
      seconds: Date.parse(PAYMENT.updated_at.slice(0, 19) + 'Z') / 1000,
      sequence: 123,
      deleted: false,
      json: JSON.stringify(PAYMENT),
    });
    expect(stub.requests[0]!.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'square-version': '2026-09-16',
    });
  });

  it.each<[string, Reply]>([
    ['a 500', failure(500, 'INTERNAL_SERVER_ERROR')],
    ['a page of HTML', json('<html>502</html>', 502)],
    ['garbage with status 200', json('not json')],
    ['JSON that is no object', json('null')],
    ['half an answer', truncated],
    ['a reset', reset],
    ['no answer at all', hang],
    ['a conflict', failure(409, 'CONFLICT')],
    ['a timeout at Square', failure(408, 'REQUEST_TIMEOUT')],
    ["a proxy's 401", json('<html>', 401)],
    ["a proxy's 403", json('<html>', 403)],
    ["a proxy's 404", json('{}', 404)],
    ['a redirect', json({}, 302, { location: 'http://127.0.0.1:1/' })],
  ])('is made again after %s', async (_name, first) => {
    stub.script({ [READ]: [first, ok] });
    expect((await read())?.json).toBe(JSON.stringify(PAYMENT));
    expect(stub.requests).toHaveLength(2);
  });

  it('is given up after the configured tries', async () => {
    stub.script({ [READ]: failure(503, 'SERVICE_UNAVAILABLE') });
    const error = await refusal(read({ PROVIDER_CALL_TRIES: '2' }));
    expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true });
    expect(stub.requests).toHaveLength(2);
  });

  it('waits out the rate limit as long as Square says', async () => {
    const limited = json({ errors: [{ code: 'RATE_LIMITED' }] }, 429, { 'retry-after': '0.2' });
    stub.script({ [READ]: [limited, ok] });
    const began = performance.now();
    await read({ PROVIDER_CALL_TRIES: '1' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
    expect(stub.requests).toHaveLength(2);
  });

  it('does not hold its place for a long pause', async () => {
    stub.script({ [READ]: json('<html>', 429, { 'retry-after': '3600' }) });
    expect(await refusal(read())).toMatchObject({
      code: 'provider_rate_limited',
      usesAttempt: false,
      retryAfterSeconds: 3600,
    });
  });

  it.each([
    [401, 'UNAUTHORIZED', 'provider_rejected_credentials'],
    [401, 'ACCESS_TOKEN_REVOKED', 'provider_rejected_credentials'],
    [403, 'INSUFFICIENT_SCOPES', 'provider_permission_denied'],
    [401, 'INSUFFICIENT_SCOPES', 'provider_permission_denied'],
    [402, 'MERCHANT_SUBSCRIPTION_NOT_FOUND', 'provider_permission_denied'],
    [400, 'INVALID_CURSOR', 'provider_cursor_lost'],
    [400, 'BAD_REQUEST', 'provider_refused_request'],
    [404, 'BAD_REQUEST', 'provider_refused_request'],
  ])('is refused with %d %s', async (status, code, expected) => {
    stub.script({ [READ]: failure(status, code, `No ${TOKEN} at https://x.example/?a=b, sandbox-sq0csb-secret-1`) });
    const error = await refusal(read());
    expect(error).toMatchObject({ code: expected, status });
    expect(error.message).toContain('(GET /v2/payments/:id): No [redacted] at [redacted]');
    expect(error.message).not.toMatch(/EAAA|https|sq0csb/);
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['INVALID_REQUEST_ERROR', 'BAD_REQUEST', 'provider_refused_request'],
    ['API_ERROR', 'INTERNAL_SERVER_ERROR', 'provider_unavailable'],
    ['AUTHENTICATION_ERROR', 'INSUFFICIENT_SCOPES', 'provider_permission_denied'],
    ['AUTHENTICATION_ERROR', 'UNAUTHORIZED', 'provider_rejected_credentials'],
  ])('has failed with %s %s, although the status is 200', async (category, code, expected) => {
    stub.script({ [READ]: json({ payment: PAYMENT, errors: [{ category, code, detail: 'No.' }] }) });
    expect(await refusal(read({ PROVIDER_CALL_TRIES: '1' }))).toMatchObject({ code: expected });
    stub.script({ [READ]: json({ payment: PAYMENT, errors: [] }) });
    expect((await read())?.json).toBe(JSON.stringify(PAYMENT));
  });

  it('takes a route that is not there for no deletion', async () => {
    stub.script({});
    expect((await refusal(read())).code).toBe('provider_refused_request');
  });

  it('is repeated once with the token that was refreshed meanwhile', async () => {
    const reply: Reply = (response, request) => {
      const isNew = request.headers.authorization === 'Bearer new';
      (isNew ? ok : failure(401, 'ACCESS_TOKEN_EXPIRED'))(response, request);
    };
    stub.script({ [READ]: reply });
    const refused: unknown[] = [];
    const current = async (token?: string) => {
      refused.push(token);
      return { accessToken: token === undefined ? 'old' : 'new' };
    };
    const as = connection({ authMethod: 'oauth', current });
    expect((await read({}, undefined, as))?.json).toBe(JSON.stringify(PAYMENT));
    expect(refused).toEqual([undefined, 'old']);
  });

  it('fails if the token cannot be refreshed', async () => {
    stub.script({ [READ]: failure(401, 'ACCESS_TOKEN_EXPIRED') });
    const as = connection({ current: () => Promise.reject(new ProviderCredentialsError('gone')) });
    expect((await refusal(read({}, undefined, as))).message).toBe('gone');
    expect(stub.requests).toHaveLength(0);
  });

  it('ends with its signal', async () => {
    stub.script({ [READ]: hang });
    const reason = new Error('lease lost');
    const controller = new AbortController();
    void abortOnceAsked(stub, controller, reason);
    await expect(read({ PROVIDER_TIMEOUT_MS: '5000' }, controller.signal)).rejects.toBe(reason);
    await expect(read({}, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(stub.requests).toHaveLength(1);
  });

  it('keeps the tokens of calls side by side apart, and takes none from the environment', async () => {
    process.env.SQUARE_TOKEN = 'EAAA_somebody';
    stub.script({
      '*': (response, { headers }) => json({ payment: { id: 'p1', who: headers.authorization } })(response, {}),
    });
    const ours = stub.provider();
    const tokens = Array.from({ length: 30 }, (_, index) => `token_${index}`);
    const reads = tokens.map((accessToken) =>
      ours.fetchOne(connection({ credentials: { accessToken } }), 'payments', 'p1', context()),
    );
    const seen = (await Promise.all(reads)).map((read) => (JSON.parse(read!.json) as { who: string }).who);
    expect(seen).toEqual(tokens.map((token) => `Bearer ${token}`));
    await expect(ours.fetchOne(connection({ credentials: {} }), 'payments', 'p1', context())).rejects.toMatchObject({
      code: 'provider_rejected_credentials',
    });
    delete process.env.SQUARE_TOKEN;
  });

  it('leaves big integers as they are', async () => {
    stub.script({ [READ]: ok });
    await read();
    expect(BigInt.prototype).not.toHaveProperty('toJSON');
  });
});

describe('reading one object', () => {
  const readOf = (type: string, id: string) => stub.provider().fetchOne(connection(), type, id, context());
  const missing = failure(404, 'NOT_FOUND', 'Could not find payment with id: p1');

  it('tells a missing object as deleted, at the time of the answer', async () => {
    const errors = [{ category: 'INVALID_REQUEST_ERROR', code: 'NOT_FOUND', detail: 'No p1' }];
    stub.script({ '*': json({ errors }, 404, { date: 'Thu, 01 Jan 2026 00:00:10 GMT' }) });
    expect(await readOf('payments', 'p1')).toEqual({
      seconds: Date.parse('2026-01-01T00:00:09Z') / 1000,
      deleted: true,
      json: '{}',
    });
    stub.script({ '*': missing });
    expect(await readOf('loyalty_accounts', 'l1')).toMatchObject({ deleted: true });
  });

  it('finds a count among those of its variation and place', async () => {
    const counts = [
      { catalog_object_id: 'v', location_id: 'L', state: 'WASTE', quantity: '1' },
      { catalog_object_id: 'v', location_id: 'L', state: 'IN_STOCK', quantity: '7' },
    ];
    stub.script({ '*': json({ counts }) });
    expect(await readOf('inventory_counts', 'v:L:IN_STOCK')).toMatchObject({
      deleted: false,
      json: JSON.stringify(counts[1]),
    });
    expect(await readOf('inventory_counts', 'v:L:SOLD')).toMatchObject({ deleted: true });
    stub.script({ '*': json({}) });
    expect(await readOf('inventory_counts', 'v:L:IN_STOCK')).toMatchObject({ deleted: true });
  });

  it('tells a deleted catalogue object, and a customer who was merged, as deleted', async () => {
    stub.script({ '*': json({ object: { id: 'c1', is_deleted: true } }) });
    expect(await readOf('products', 'c1')).toMatchObject({ deleted: true });
    stub.script({ '*': json({ customer: { id: 'survivor' } }) });
    expect(await readOf('customers', 'merged')).toMatchObject({ deleted: true });
  });

  it.each([{}, { order: null }, { order: { id: 'other' } }, { payment: { id: 'o1' } }])(
    'deletes nothing for an answer such as %j',
    async (body) => {
      stub.script({ '*': json(body) });
      expect((await refusal(readOf('orders', 'o1'))).code).toBe('provider_protocol_violation');
    },
  );

  it('dates what does not date itself by the read', async () => {
    stub.script({ '*': json({ gift_card: { id: 'g1' } }, 200, { date: 'Thu, 01 Jan 2026 00:00:10 GMT' }) });
    expect(await readOf('gift_cards', 'g1')).toEqual({
      seconds: Date.parse('2026-01-01T00:00:09Z') / 1000,
      deleted: false,
      json: '{"id":"g1"}',
    });
  });

  it('leaves an entry of a payout alone', async () => {
    stub.script({});
    expect(await readOf('payout_entries', 'e1')).toBeNull();
    expect(stub.requests).toHaveLength(0);
  });
});
