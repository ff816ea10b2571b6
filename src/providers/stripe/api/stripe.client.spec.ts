import { deadline } from '../../../../test/support/patience.js';
import { abortOnceAsked } from '../../testing/abort-once-asked.js';
import { context, hang, json, refusal, reset, stall, truncated } from '../../testing/vendor.stub.js';
import { connection, failure, KEY, list, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const CUSTOMER = { id: 'cus_1', object: 'customer' };
const ok = json(CUSTOMER);

async function read(environment = {}, signal = context().signal) {
  return (await stub.provider(environment).fetchOne(connection(), 'customers', 'cus_1', { signal }))!;
}

describe('a call to Stripe', () => {
  it.each([
    ['a 500', failure(500, { type: 'api_error' })],
    ['a page of HTML', json('<html>502</html>', 502)],
    ['garbage with status 200', json('not json')],
    ['JSON that is no object', json('null')],
    ['half an answer', truncated],
    ['a reset', reset],
    ['no answer at all', hang],
    ['an answer that stalls', stall],
    ['a lock', failure(409, { code: 'lock_timeout' })],
    ['a lock told as 429', failure(429, { code: 'lock_timeout' })],
    ["a proxy's 403", json('<html>Forbidden</html>', 403)],
    ["a proxy's 404", json('{}', 404)],
  ])('is made again after %s', async (_name, first) => {
    stub.answer(first, ok);
    expect(JSON.parse((await read()).json)).toEqual(CUSTOMER);
    expect(stub.requests).toHaveLength(2);
  });

  it('is given up after the configured tries, and each is counted', async () => {
    stub.answer(reset);
    const error = await refusal(read({ PROVIDER_CALL_TRIES: '2' }));
    expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true });
    expect(stub.requests).toHaveLength(2);
  });

  it('waits out the rate limit as long as Stripe says', async () => {
    stub.answer(failure(429, { code: 'rate_limit' }, { 'retry-after': '0.2' }), ok);
    const began = performance.now();
    await read({ PROVIDER_CALL_TRIES: '1' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
    expect(stub.requests).toHaveLength(2);
  });

  it('does not hold its place for a long pause', async () => {
    stub.answer(failure(429, { code: 'rate_limit' }, { 'retry-after': '3600' }));
    const error = await refusal(read());
    expect(error).toMatchObject({ code: 'provider_rate_limited', usesAttempt: false, retryAfterSeconds: 3600 });
  });

  it('counts failed requests in its page', async () => {
    stub.answer(failure(500, {}), list([CUSTOMER]));
    const request = { kind: 'list' as const, stream: 'customers' };
    for await (const page of stub.provider().pull(connection(), request, null, context())) {
      expect(page.requests).toBe(2);
    }
  });

  it.each([
    ['unanswered', hang],
    ['waiting to be tried again', failure(500, {})],
    ['waiting for the rate limit', failure(429, {}, { 'retry-after': '3' })],
  ])('ends with its signal while %s', async (_name, reply) => {
    stub.answer(reply);
    const reason = new Error('lease lost');
    const controller = new AbortController();
    void abortOnceAsked(stub, controller, reason);
    const began = performance.now();
    await expect(read({ PROVIDER_TIMEOUT_MS: '5000' }, controller.signal)).rejects.toBe(reason);
    expect(performance.now()).toBeLessThan(deadline(began, 1_000));
  });

  it('is not made at all once its signal is aborted', async () => {
    stub.answer(ok);
    await expect(read({}, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(stub.requests).toHaveLength(0);
  });

  it.each([
    [401, { message: `Invalid API Key provided: sk_test_***spec` }, 'provider_rejected_credentials'],
    [403, { message: `The key '${KEY}' lacks 'rak_customer_read'` }, 'provider_permission_denied'],
    [400, { code: 'parameter_unknown' }, 'provider_refused_request'],
    [404, { message: 'Unrecognized request URL' }, 'provider_refused_request'],
    [
      404,
      { code: 'resource_missing', message: 'No such customer; a similar object exists in live mode, but' },
      'provider_refused_request',
    ],
  ])('is refused with %d %o', async (status, error, code) => {
    stub.answer(failure(status, error, { 'request-id': 'req_1' }));
    const refused = await refusal(read());
    expect(refused).toMatchObject({ code, status, requestId: 'req_1', retryable: false });
    expect(refused.message).not.toMatch(/sk_test_[^[]/);
    expect(stub.requests).toHaveLength(1);
  });

  it('names the permission that is missing', async () => {
    stub.answer(failure(403, { message: "Having the 'rak_customer_read' permission would allow this" }));
    expect((await refusal(read())).message).toContain('rak_customer_read');
  });

  it('tells a platform whose account has left', async () => {
    stub.answer(failure(403, { code: 'account_invalid', message: 'Application access may have been revoked.' }));
    const ours = stub.provider({ STRIPE_SECRET_KEY: KEY });
    const platform = connection({ authMethod: 'platform' });
    const error = await refusal(ours.fetchOne(platform, 'customers', 'cus_1', context()));
    expect(error.code).toBe('provider_rejected_credentials');
  });

  it('blames no account for a key of our own that is refused, or missing', async () => {
    stub.answer(failure(401, { message: 'Invalid API Key provided' }));
    const platform = connection({ authMethod: 'platform' });
    for (const env of [{ STRIPE_SECRET_KEY: KEY }, { STRIPE_SECRET_KEY: '' }]) {
      const error = await refusal(stub.provider(env).fetchOne(platform, 'customers', 'cus_1', context()));
      expect(error.code).toBe('provider_unavailable');
      expect(error.message).toContain('STRIPE_SECRET_KEY');
    }
  });

  it('keeps the keys of calls side by side apart', async () => {
    stub.answer((response, request) => json({ id: request.headers.authorization })(response, request));
    const ours = stub.provider();
    const keys = Array.from({ length: 30 }, (_, index) => `sk_test_${index}`);
    const reads = keys.map((apiKey) =>
      ours.fetchOne(connection({ credentials: { apiKey } }), 'customers', 'cus_1', context()),
    );
    const seen = (await Promise.all(reads)).map((record) => (JSON.parse(record!.json) as { id: string }).id);
    expect(seen).toEqual(keys.map((key) => `Bearer ${key}`));
  });
});

describe('reading one object', () => {
  it('tells a stub and a missing object as deleted', async () => {
    stub.answer(json({ id: 'cus_1', object: 'customer', deleted: true }));
    expect((await read()).deleted).toBe(true);
    stub.answer(failure(404, { code: 'resource_missing', param: 'id' }));
    expect(await read()).toMatchObject({ deleted: true, json: '{}' });
  });

  it('has the exact text, and a version by the clock of Stripe', async () => {
    stub.answer(json(CUSTOMER, 200, { date: 'Thu, 01 Jan 2026 00:00:10 GMT' }));
    const { json: text, seconds } = await read();
    expect(text).toBe(JSON.stringify(CUSTOMER, null, 2));
    expect(seconds).toBe(Date.parse('2026-01-01T00:00:09Z') / 1000);
    stub.answer(failure(404, { code: 'resource_missing' }, { date: 'Thu, 01 Jan 2026 00:00:10 GMT' }));
    expect((await read()).seconds).toBe(seconds);
  });
});
