import { context, json } from '../testing/vendor.stub.js';
import { connection, failure, SquareStub, TOKEN } from './testing/square.stub.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const STATUS = 'POST /oauth2/token/status';
const credentials = { accessToken: TOKEN };

describe('an access token', () => {
  const known = {
    [STATUS]: json({ merchant_id: 'M7', scopes: ['PAYMENTS_READ'], client_id: 'sq0idp-1' }),
    'GET /v2/merchants/me': json({ merchant: { id: 'M7', business_name: 'Shop' } }),
  };

  it('is that of a merchant', async () => {
    stub.script(known);
    expect(await stub.provider().verifyCredentials(credentials, context())).toEqual({
      externalAccountId: 'M7',
      displayName: 'Shop',
      livemode: null,
      scopes: ['PAYMENTS_READ'],
    });
  });

  it('need not be allowed to read the name', async () => {
    stub.script({ ...known, 'GET /v2/merchants/me': failure(403, 'INSUFFICIENT_SCOPES') });
    expect(await stub.provider().testConnection(connection(), context())).toMatchObject({
      displayName: null,
      externalAccountId: 'M7',
    });
  });

  it('is refused when Square does not know it', async () => {
    stub.script({ [STATUS]: failure(401, 'UNAUTHORIZED') });
    await expect(stub.provider().verifyCredentials(credentials, context())).rejects.toMatchObject({
      code: 'provider_rejected_credentials',
    });
  });

  it.each([undefined, '', 'with blank', 'ümlaut', 'x'.repeat(3_000)])('is not sent as %.20j', async (accessToken) => {
    stub.script({});
    const verified = stub.provider().verifyCredentials({ accessToken } as Record<string, string>, context());
    await expect(verified).rejects.toMatchObject({ status: 400 });
    expect(stub.requests).toEqual([]);
  });
});

describe("Square's webhooks", () => {
  const SUBSCRIPTIONS = 'POST /v2/webhooks/subscriptions';
  const subscription = { id: 'wbhk_1', signature_key: 'key-1' };
  const register = (as = connection()) => stub.provider().registrar.register(as, 'https://hub/x', context());

  it('are subscribed to for the application of a tenant', async () => {
    stub.script({ [SUBSCRIPTIONS]: json({ subscription }) });
    expect(await register()).toEqual({ externalIds: ['wbhk_1'], secrets: ['key-1'] });
    const [body] = stub.bodies(SUBSCRIPTIONS) as [{ idempotency_key: string; subscription: { event_types: string[] } }];
    expect(body).toMatchObject({
      subscription: { enabled: true, notification_url: 'https://hub/x', api_version: '2026-09-16' },
    });
    expect(body.idempotency_key).toMatch(/^[\w-]{36}$/);
    expect(body.subscription.event_types).toEqual(
      expect.arrayContaining([
        'payment.updated',
        'order.updated',
        'catalog.version.updated',
        'oauth.authorization.revoked',
      ]),
    );
    expect(new Set(body.subscription.event_types).size).toBe(body.subscription.event_types.length);
  });

  it('are subscribed to once, however often it takes', async () => {
    stub.script({ [SUBSCRIPTIONS]: [failure(500, 'INTERNAL_SERVER_ERROR'), json({ subscription })] });
    await register();
    const keys = stub.bodies(SUBSCRIPTIONS).map((body) => body.idempotency_key);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('of merchants who consented come by our own', async () => {
    stub.script({});
    expect(await register(connection({ authMethod: 'oauth' }))).toBeNull();
    expect(stub.requests).toEqual([]);
  });

  describe("with the application's own token", () => {
    const env = { SQUARE_APPLICATION_TOKEN: 'EAAAour_own', PUBLIC_URL: 'https://hub.example' };
    const LISTED = 'GET /v2/webhooks/subscriptions';
    const READ = 'GET /v2/webhooks/subscriptions/wbhk_1';
    const url = 'https://hub.example/api/v1/webhooks/square';
    const consented = connection({ authMethod: 'oauth' });
    const sent = { headers: {}, notificationUrl: url, own: false };

    it('are subscribed to once for all merchants', async () => {
      stub.script({ [LISTED]: json({}), [SUBSCRIPTIONS]: json({ subscription }) });
      const ours = stub.provider(env);
      expect(await ours.registrar.register(consented, 'https://hub/x', context())).toBeNull();
      expect(stub.bodies(SUBSCRIPTIONS)).toMatchObject([
        { subscription: { notification_url: url, api_version: '2026-09-16' } },
      ]);
      expect(ours.platformWebhook()!.secrets(sent)).toEqual(['key-1']);
      expect(stub.requests.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer EAAAour_own'));
    });

    it.each([
      [{ enabled: false }, 1],
      [{ api_version: '2022-01-20' }, 1],
      [{ event_types: ['payment.updated'] }, 1],
      [{}, 0],
    ])('are brought up to date where they are %j', async (more, updates) => {
      stub.script({ [SUBSCRIPTIONS]: json({ subscription }) });
      await register();
      const [{ subscription: wanted }] = stub.bodies(SUBSCRIPTIONS) as [{ subscription: object }];
      const known = { ...wanted, id: 'wbhk_1', notification_url: url, ...more };
      stub.script({ [LISTED]: json({ subscriptions: [known] }), '*': json({ subscription }) });
      const { registrar } = stub.provider(env);
      await (updates > 0 ? registrar.update(consented, [], context()) : registrar.register(consented, url, context()));
      expect(stub.requests.filter(({ operation }) => operation.startsWith('PUT'))).toHaveLength(updates);
      expect(stub.bodies(SUBSCRIPTIONS)).toEqual([]);
    });

    it('are verified by any process, which asks for the key once', async () => {
      stub.script({
        [LISTED]: json({ subscriptions: [{ id: 'wbhk_1', notification_url: url }] }),
        [READ]: json({ subscription }),
      });
      const webhook = stub.provider(env).platformWebhook()!;
      await Promise.all([webhook.prepare!(), webhook.prepare!()]);
      await webhook.prepare!();
      expect(webhook.secrets(sent)).toEqual(['key-1']);
      expect(stub.requests).toHaveLength(2);
    });

    it('are refused while the key cannot be learnt', async () => {
      stub.script({ [LISTED]: failure(401, 'UNAUTHORIZED') });
      const webhook = stub.provider(env).platformWebhook()!;
      await webhook.prepare!();
      await webhook.prepare!();
      expect(webhook.secrets(sent)).toEqual([]);
      expect(stub.requests).toHaveLength(1);
    });
  });

  it('are brought up to date, those that are gone left out', async () => {
    stub.script({
      'PUT /v2/webhooks/subscriptions/a': failure(404, 'NOT_FOUND', 'Webhook subscription not found.'),
      'PUT /v2/webhooks/subscriptions/b': json({ subscription }),
    });
    await stub.provider().registrar.update(connection(), ['a', 'b'], context());
    const [wanted] = stub.bodies('PUT /v2/webhooks/subscriptions/b');
    expect(wanted).toMatchObject({ subscription: { enabled: true, api_version: '2026-09-16' } });
    expect(stub.requests).toHaveLength(2);
  });

  it('are given up, those that are gone too', async () => {
    stub.script({
      'DELETE /v2/webhooks/subscriptions/a': failure(404, 'NOT_FOUND', 'Webhook subscription not found.'),
      'DELETE /v2/webhooks/subscriptions/b': json({}),
      'DELETE /v2/webhooks/subscriptions/c': failure(403, 'FORBIDDEN'),
    });
    const { registrar } = stub.provider();
    await registrar.unregister(connection(), ['a', 'b'], context());
    expect(stub.requests).toHaveLength(2);
    await expect(registrar.unregister(connection(), ['c'], context())).rejects.toMatchObject({
      code: 'provider_permission_denied',
    });
  });

  it('of the platform come to the URL that was registered', () => {
    expect(stub.provider().platformWebhook()).toBeNull();
    const url = 'https://hub.example/square?x=1';
    const ours = stub.provider({ SQUARE_WEBHOOK_SIGNATURE_KEY: 'a, b', SQUARE_WEBHOOK_NOTIFICATION_URL: url });
    const webhook = ours.platformWebhook()!;
    expect(webhook.notificationUrl).toBe(url);
    expect(webhook.secrets({ headers: {}, notificationUrl: url, own: false })).toEqual(['a', 'b']);
  });
});

describe('what Square has', () => {
  it('are fifteen streams, each with its own walk', () => {
    const { streams, credentialFields, changesReachSeconds } = stub.provider().describe();
    expect(streams).toHaveLength(15);
    expect(new Set(streams.map(({ name }) => name)).size).toBe(15);
    expect(streams.every(({ feed, sliceable }) => feed === null && !sliceable)).toBe(true);
    expect(streams.filter(({ incremental }) => incremental === 'relist').map(({ name }) => name)).toEqual([
      'locations',
      'bank_accounts',
    ]);
    expect(credentialFields.map(({ name, required }) => [name, required])).toEqual([['accessToken', true]]);
    expect(changesReachSeconds).toBe(28 * 86_400);
  });

  it('is no stream of another name', async () => {
    await expect(stub.provider().fetchOne(connection(), 'charges', 'x', context())).rejects.toMatchObject({
      code: 'provider_refused_request',
    });
  });
});
