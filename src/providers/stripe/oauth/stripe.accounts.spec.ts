import { context, json } from '../../testing/vendor.stub.js';
import { connection, failure, KEY, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const ACCOUNT = { id: 'acct_9', object: 'account', created: 77, email: 'a@b.c' };
const verify = (apiKey: unknown) => stub.provider().verifyCredentials({ apiKey: apiKey as string }, context());

describe('the check of a key', () => {
  it.each([
    [{ business_profile: { name: 'Shop' }, settings: { dashboard: { display_name: 'Board' } } }, 'Shop'],
    [{ business_profile: null, settings: { dashboard: { display_name: 'Board' } } }, 'Board'],
    [{}, 'a@b.c'],
    [{ email: null }, null],
  ])('names the account', async (fields, displayName) => {
    stub.answer(json({ ...ACCOUNT, ...fields }));
    expect(await verify(KEY)).toEqual({ externalAccountId: 'acct_9', displayName, livemode: false, scopes: ['full'] });
    expect(stub.requests[0]!.url.pathname).toBe('/v1/account');
  });

  it.each([
    ['sk_live_1', true],
    ['rk_test_1', false],
    ['sk_1', null],
  ])('reads the mode of %s', async (key, livemode) => {
    stub.answer(json(ACCOUNT));
    expect(await verify(key)).toMatchObject({ livemode });
  });

  it('knows a restricted key that may not read its account', async () => {
    stub.answer(failure(403, {}));
    const verified = await verify('rk_live_1');
    expect(verified).toMatchObject({ livemode: true, displayName: null, scopes: ['restricted'] });
    expect(verified.externalAccountId).toMatch(/^key_[0-9a-f]{16}$/);
  });

  it('refuses a key that Stripe does not know', async () => {
    stub.answer(failure(401, { message: 'Invalid API Key provided: sk_test_****1234' }));
    await expect(verify(KEY)).rejects.toMatchObject({ code: 'provider_rejected_credentials', status: 401 });
  });

  it.each([undefined, '', ' ', 'sk_test_ü', 'sk test', 'sk_test_1\n', 'x'.repeat(501), 7])(
    'does not send %j',
    async (key) => {
      stub.answer(json(ACCOUNT));
      await expect(verify(key)).rejects.toMatchObject({
        status: 400,
        errors: [expect.objectContaining({ field: 'credentials.apiKey' })],
      });
      expect(stub.requests).toHaveLength(0);
    },
  );

  it('explains a publishable key', async () => {
    await expect(verify('pk_live_1')).rejects.toThrow(/secret or restricted key/);
  });
});

describe('the account behind a connection', () => {
  it('is asked for again, and when it began', async () => {
    stub.answer(json(ACCOUNT));
    const provider = stub.provider();
    expect(await provider.testConnection(connection(), context())).toMatchObject({ externalAccountId: 'acct_9' });
    expect(await provider.earliest(connection(), context())).toBe(77);
    stub.answer(failure(403, {}));
    expect(await provider.earliest(connection(), context())).toBeNull();
  });

  it('is known by the fingerprint of a restricted key only when it was so from the start', async () => {
    stub.answer(failure(403, {}));
    const provider = stub.provider();
    const apiKey = 'rk_live_1';
    const { externalAccountId } = await verify(apiKey);
    const restricted = connection({ externalAccountId, credentials: { apiKey } });
    expect(await provider.testConnection(restricted, context())).toMatchObject({ externalAccountId });
    await expect(provider.testConnection(connection({ credentials: { apiKey } }), context())).rejects.toMatchObject({
      code: 'provider_permission_denied',
    });
  });
});

describe("the platform's own account", () => {
  it('is asked for once', async () => {
    stub.answer(json(ACCOUNT));
    const provider = stub.provider({ STRIPE_SECRET_KEY: KEY });
    const both = [provider.platformAccount(context()), provider.platformAccount(context())];
    expect(await Promise.all(both)).toEqual(['acct_9', 'acct_9']);
    expect(await provider.platformAccount(context())).toBe('acct_9');
    expect(stub.requests).toHaveLength(1);
  });

  it('stays unknown for a while after a failure, and without a key', async () => {
    stub.answer(failure(401, {}));
    const provider = stub.provider({ STRIPE_SECRET_KEY: KEY });
    expect(await provider.platformAccount(context())).toBeNull();
    expect(await provider.platformAccount(context())).toBeNull();
    expect(stub.requests).toHaveLength(1);
    expect(await stub.provider().platformAccount(context())).toBeNull();
    expect(stub.requests).toHaveLength(1);
  });
});
