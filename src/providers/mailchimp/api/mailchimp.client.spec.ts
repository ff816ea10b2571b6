import { abortOnceAsked } from '../../testing/abort-once-asked.js';
import { context, json, hang, refusal, reset, truncated } from '../../testing/vendor.stub.js';
import { connection, KEY, MailchimpStub, paged, problem, pulled } from '../testing/mailchimp.stub.js';

const stub = new MailchimpStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const CAMPAIGN = { id: 'c1', status: 'sent', emails_sent: 2 };
const ok = json(CAMPAIGN);
const read = (environment = {}, signal = context().signal) =>
  stub.provider(environment).fetchOne(connection(), 'campaigns', 'c1', { signal });

describe('a call to Mailchimp', () => {
  it.each([
    ['a 500', problem(500, 'Internal Server Error')],
    ['a page of HTML', json('<html>502</html>', 502)],
    ['garbage with status 200', json('{"id":')],
    ['JSON that is no object', json('null')],
    ['half an answer', truncated],
    ['a reset', reset],
    ['no answer at all', hang],
    ["a proxy's 401", json('<html>', 401)],
    ["a proxy's 404", json('{}', 404)],
    ['a redirect', json('', 302, { location: 'http://127.0.0.1:1/' })],
  ])('is made again after %s', async (_name, first) => {
    stub.answer(first, ok);
    expect(JSON.parse((await read())!.json)).toEqual(CAMPAIGN);
    expect(stub.requests).toHaveLength(2);
  });

  it('is given up after the configured tries', async () => {
    stub.answer(reset);
    const error = await refusal(read({ PROVIDER_CALL_TRIES: '2' }));
    expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true });
    expect(stub.requests).toHaveLength(2);
  });

  it.each<[number, string, string]>([
    [401, 'API Key Invalid', 'provider_rejected_credentials'],
    [403, 'Forbidden', 'provider_permission_denied'],
    [403, 'User Disabled', 'provider_rejected_credentials'],
    [403, 'WrongDatacenter', 'provider_permission_denied'],
    [400, 'Invalid Resource', 'provider_refused_request'],
    [405, 'Method Not Allowed', 'provider_refused_request'],
    [422, 'Requested Fields Invalid', 'provider_refused_request'],
  ])('is refused with %d %s', async (status, title, code) => {
    stub.answer(problem(status, title, `The key ${KEY} is no good`, { 'x-request-id': 'r1' }));
    const refused = await refusal(read());
    expect(refused).toMatchObject({ code, status, requestId: 'r1', retryable: false });
    expect(refused.message).toContain(title);
    expect(refused.message).not.toContain(KEY.slice(0, 32));
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    [404, { deleted: true }],
    [403, { code: 'provider_permission_denied' }],
    [400, { code: 'provider_refused_request' }],
    [503, { code: 'provider_unavailable' }],
  ])('means what an error in a 200 says: %d', async (status, outcome) => {
    stub.answer(json({ type: 'about:blank', title: 'Some Problem', status, detail: 'No.', instance: '' }));
    const result: unknown = await read({ PROVIDER_CALL_TRIES: '1' }).catch((error: unknown) => error);
    expect(result).toMatchObject(outcome);
  });

  it('says who calls, and takes packed answers', async () => {
    stub.answer(ok);
    await read();
    const { headers } = stub.requests[0]!;
    expect(headers['user-agent']).toMatch(/^\S+\/\S+ \(.+\)$/);
    expect(headers['accept-encoding']).toContain('gzip');
  });

  it.each([
    ['too many connections', problem(429, 'Too Many Requests'), 1],
    ['a pause that is named', problem(429, 'Too Many Requests', 'No.', { 'retry-after': '3600' }), 3_600],
    ['the throttle in front of it', json('<HTML>Access Denied</HTML>', 403), 5],
  ])('waits for %s without its place, and uses up no attempt', async (_name, reply, retryAfterSeconds) => {
    stub.answer(reply);
    const refused = await refusal(read({ PROVIDER_BUDGET_PATIENCE_MS: '1' }));
    expect(refused).toMatchObject({ code: 'provider_rate_limited', usesAttempt: false, retryAfterSeconds });
    expect(stub.requests).toHaveLength(1);
  });

  it('is made again after a short wait', async () => {
    stub.answer(problem(429, 'Too Many Requests', 'No.', { 'retry-after': '0.1' }), ok);
    expect(JSON.parse((await read())!.json)).toEqual(CAMPAIGN);
    expect(stub.requests).toHaveLength(2);
  });

  it('takes a missing object for deleted, by the clock of Mailchimp', async () => {
    stub.answer(problem(404, 'Resource Not Found', 'No.', { date: 'Thu, 01 Jan 2026 00:00:10 GMT' }));
    const seconds = Date.parse('2026-01-01T00:00:09Z') / 1000;
    expect(await read()).toEqual({ deleted: true, json: '{}', seconds });
  });

  it.each([
    ['unanswered', hang],
    ['waiting to be tried again', problem(500, 'Internal Server Error')],
  ])('ends with its signal while %s', async (_name, reply) => {
    stub.answer(reply);
    const reason = new Error('lease lost');
    const controller = new AbortController();
    void abortOnceAsked(stub, controller, reason);
    await expect(read({ PROVIDER_TIMEOUT_MS: '5000' }, controller.signal)).rejects.toBe(reason);
  });

  it('keeps the keys of calls side by side apart, and its connections alive', async () => {
    const sockets = new Set<unknown>();
    stub.answer((response, asked) => {
      sockets.add(response.socket);
      json({ id: asked.headers.authorization })(response, asked);
    });
    const provider = stub.provider({ MAILCHIMP_CONCURRENT_CALLS: '3' });
    const keys = Array.from({ length: 30 }, (_, index) => `${index}-us1`);
    const reads = keys.map((apiKey) =>
      provider.fetchOne(connection({ credentials: { apiKey } }), 'campaigns', 'c1', context()),
    );
    const seen = (await Promise.all(reads)).map((record) => (JSON.parse(record!.json) as { id: string }).id);
    expect(seen).toEqual(keys.map((key) => `Basic ${Buffer.from(`user:${key}`).toString('base64')}`));
    expect(sockets.size).toBeLessThanOrEqual(3);
  });

  it('has no more of one account under way than is allowed', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    stub.answer((response, asked) => {
      most = Math.max(
        most,
        waiting.push(() => ok(response, asked)),
      );
      // No request is answered before a second one has arrived.
      if (waiting.length >= 2) setImmediate(() => waiting.splice(0).forEach((answer) => answer()));
    });
    const provider = stub.provider({ MAILCHIMP_CONCURRENT_CALLS: '2' });
    await Promise.all(Array.from({ length: 20 }, () => provider.fetchOne(connection(), 'campaigns', 'c1', context())));
    expect(most).toBe(2);
  });

  it('goes to the host it was told, whatever word is in the URL', async () => {
    const unknown = problem(404, 'Resource Not Found');
    stub.answer(unknown, unknown, paged('lists', [{ id: 'server' }]), paged('members', []));
    await stub.provider().fetchOne(connection(), 'contacts', 'server:server/../x', context());
    expect(stub.requests[0]!.url.pathname).toBe('/3.0/lists/server/members/server%2F..%2Fx');
    await pulled(stub.provider(), { kind: 'list', stream: 'contacts' });
    expect(stub.requests[3]!.url.pathname).toBe('/3.0/lists/server/members');
  });

  it('acts with a token where the owner gave one', async () => {
    stub.answer(ok);
    const oauth = connection({ authMethod: 'oauth', credentials: { accessToken: 'tok', dataCentre: 'us1' } });
    await stub.provider().fetchOne(oauth, 'campaigns', 'c1', context());
    expect(stub.requests[0]!.headers.authorization).toBe('Bearer tok');
  });

  it.each<Record<string, string>>([
    {},
    { accessToken: 'tok' },
    { accessToken: 'tok', dataCentre: 'evil.example/' },
    { apiKey: 'no-centre' },
  ])('is not made at all with %j and no base URL', async (credentials) => {
    const provider = stub.provider({ MAILCHIMP_API_BASE_URL: '' });
    const error = await refusal(provider.fetchOne(connection({ credentials }), 'campaigns', 'c1', context()));
    expect(error.code).toBe('provider_rejected_credentials');
  });
});

describe('reading one object', () => {
  it('leaves out the links, and dates by the change where there is one', async () => {
    const contact = { id: 'h1', list_id: 'l1', last_changed: '2026-01-01T00:00:05+00:00', price: 0.5 };
    stub.answer(json(contact));
    expect(await stub.provider().fetchOne(connection(), 'contacts', 'l1:h1', context())).toEqual({
      seconds: Date.parse('2026-01-01T00:00:05Z') / 1000,
      sequence: 0,
      deleted: false,
      json: JSON.stringify(contact, null, 2),
    });
    stub.answer(json({ id: 'o1' }));
    const order = await stub.provider().fetchOne(connection(), 'orders', 's1:o1', context());
    expect(order!.sequence).toBeUndefined();
    expect(stub.asked).toEqual([
      'GET /3.0/ecommerce/stores/s1/orders/o1?exclude_fields=_links,customer._links,lines._links',
    ]);
  });

  it.each(['nothing', ':h1', 'l1:', '..:h1', 'l1:..', '.:.'])('asks for nothing that cannot be: "%s"', async (name) => {
    stub.answer(ok);
    expect(await stub.provider().fetchOne(connection(), 'contacts', name, context())).toBeNull();
    expect(stub.requests).toEqual([]);
  });

  it.each<[string, string, object]>([
    ['contacts', 'l2:h1', {}],
    ['segments', 'l2:7', {}],
    ['audiences', 'l2', { id: 'l2' }],
    ['campaigns', 'c1', { id: 'c1', recipients: { list_id: 'l2' } }],
    ['campaign_reports', 'c1', { id: 'c1', list_id: 'l2' }],
    ['unsubscribes', 'c1:h1', { email_id: 'h1', list_id: 'l2' }],
    ['stores', 's1', { id: 's1', list_id: 'l2' }],
    ['orders', 's1:o1', { id: 's1', list_id: 'l2' }],
  ])('leaves out the %s of another audience', async (stream, name, answer) => {
    stub.answer(json(answer));
    const restricted = connection({ settings: { audienceId: 'l1' } });
    expect(await stub.provider().fetchOne(restricted, stream, name, context())).toBeNull();
  });
});

describe('credentials by key', () => {
  it('name the account, and its audiences as aliases', async () => {
    stub.answer(json({ account_id: 'acc', account_name: 'Venue' }), paged('lists', [{ id: 'l2' }, { id: 'l1' }]));
    expect(await stub.provider().verifyCredentials({ apiKey: KEY }, context())).toEqual({
      externalAccountId: 'acc',
      displayName: 'Venue',
      livemode: null,
      scopes: [],
      aliases: ['l1', 'l2'],
    });
  });

  it('are good without permission to list audiences', async () => {
    stub.answer(json({ account_id: 'acc', account_name: '' }), problem(403, 'Forbidden'));
    const account = await stub.provider().verifyCredentials({ apiKey: KEY }, context());
    expect(account).toMatchObject({ displayName: null, aliases: [] });
  });

  it.each([undefined, '', 'without', 'with blanks-us1', 'x-us1\n', 'x-us1.evil.example', 'x-'])(
    'must have a data centre: %j',
    async (apiKey) => {
      const provider = stub.provider({ MAILCHIMP_API_BASE_URL: '' });
      const credentials = (apiKey === undefined ? {} : { apiKey }) as Record<string, string>;
      await expect(provider.verifyCredentials(credentials, context())).rejects.toMatchObject({
        code: 'validation_failed',
      });
    },
  );

  it('need none where one API stands for all', async () => {
    stub.answer(json({ account_id: 'acc' }), paged('lists', []));
    expect((await stub.provider().verifyCredentials({ apiKey: 'plain' }, context())).externalAccountId).toBe('acc');
  });
});
