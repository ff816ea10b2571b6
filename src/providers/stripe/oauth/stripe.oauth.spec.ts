import { context, json, type Reply } from '../../testing/vendor.stub.js';
import { connection, failure, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
let port: string;

beforeAll(async () => {
  await stub.start();
  stub.answer(json({ id: 'acct_1' }));
  await stub.provider().verifyCredentials({ apiKey: 'sk_test_spec' }, context());
  port = new URL(`http://${stub.requests[0]!.headers.host}`).port;
});
afterAll(() => stub.stop());

const KEY = 'sk_test_platform_key';
const CODE = 'ac_code_that_nobody_may_see';
const PLATFORM = { STRIPE_SECRET_KEY: KEY, STRIPE_CLIENT_ID: 'ca_1' };
const TOKEN = { stripe_user_id: 'acct_9', scope: 'read_write', livemode: false, access_token: 'sk_test_token' };
const ACCOUNT = { id: 'acct_9', object: 'account', business_profile: { name: 'Shop' } };

/** The same server under another name, so that the two hosts can be told apart. */
const oauth = (environment: Record<string, string> = {}) =>
  stub.provider({ ...PLATFORM, STRIPE_CONNECT_BASE_URL: `http://localhost:${port}`, ...environment }).oauth;
const answer = { code: CODE, redirectUri: 'http://hub/callback', codeVerifier: 'v', parameters: {} };
const exchange = () => oauth().exchange(answer, context());
const refused = (status: number, error: string): Reply => json({ error, error_description: `No: ${CODE}` }, status);

describe('OAuth with Stripe', () => {
  it.each([
    [{}, false],
    [{ STRIPE_SECRET_KEY: KEY }, false],
    [{ STRIPE_CLIENT_ID: 'ca_1' }, false],
    [PLATFORM, true],
  ])('is offered with %j: %j', (environment: Record<string, string>, offered) => {
    const provider = stub.provider(environment);
    expect(provider.oauth.isConfigured()).toBe(offered);
    expect(provider.describe().auth).toEqual(offered ? ['key', 'oauth'] : ['key']);
  });

  it('sends the owner to the host and port that are configured', () => {
    const request = { state: 'a.b-_', redirectUri: 'http://hub:3000/callback?x=1&y', codeChallenge: 'c' };
    const at = (STRIPE_CONNECT_BASE_URL: string) => new URL(oauth({ STRIPE_CONNECT_BASE_URL }).authorizeUrl(request));
    expect(at('http://127.0.0.1:4010').origin).toBe('http://127.0.0.1:4010');
    const url = at('https://connect.stripe.com');
    expect(`${url.origin}${url.pathname}`).toBe('https://connect.stripe.com/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'ca_1',
      scope: 'read_write',
      redirect_uri: request.redirectUri,
      state: request.state,
    });
  });

  it('redeems a code at the connect host, and keeps no token', async () => {
    stub.answer(json(TOKEN), json(ACCOUNT));
    expect(await exchange()).toEqual({
      account: { externalAccountId: 'acct_9', displayName: 'Shop', livemode: false, scopes: ['read_write'] },
      authMethod: 'platform',
      credentials: {},
    });
    const [token, account] = stub.requests;
    expect(token!.url.pathname).toBe('/oauth/token');
    expect(token!.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(token!.headers.host).toMatch(/^localhost:/);
    expect(account!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'stripe-account': 'acct_9' });
  });

  it('does without the name of an account that cannot be read', async () => {
    stub.answer(json({ ...TOKEN, livemode: true }), failure(403, { message: 'Not permitted.' }));
    expect((await exchange()).account).toMatchObject({ displayName: null, livemode: true });
  });

  it.each<[string, Reply, string]>([
    ['a code that is not good', refused(400, 'invalid_grant'), 'provider_rejected_credentials'],
    ['our own key being refused', refused(401, 'invalid_client'), 'provider_unavailable'],
    ['a scope', refused(400, 'invalid_scope'), 'provider_refused_request'],
    ['a 429', refused(429, 'rate_limit'), 'provider_rate_limited'],
    ['a 500', refused(500, 'invalid_grant'), 'provider_unavailable'],
    ["a proxy's 400", json('<html>', 400), 'provider_unavailable'],
    ['an empty 200', json({}), 'provider_unavailable'],
    ['an account of another form', json({ ...TOKEN, stripe_user_id: '../acct' }), 'provider_unavailable'],
    ['a lost connection', (response) => response.socket?.destroy(), 'provider_unavailable'],
    ['silence', () => undefined, 'provider_unavailable'],
  ])('asks once, and answers %s without the code', async (_what, reply, code) => {
    stub.answer(reply);
    const error = await exchange().catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({ code });
    expect(stub.requests).toHaveLength(1);
    expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(CODE);
  });

  it('gives a consent back', async () => {
    stub.answer(json({ stripe_user_id: 'acct_1' }));
    await oauth().revoke(connection({ authMethod: 'platform' }), context());
    expect(stub.requests.map(({ url }) => url.pathname)).toEqual(['/oauth/deauthorize']);
  });

  it('is content when the owner was faster, and only then', async () => {
    const gone = 'This application is not connected to stripe account acct_1, or that account does not exist.';
    stub.answer(json({ error: 'invalid_client', error_description: gone }, 401));
    await oauth().revoke(connection({ authMethod: 'platform' }), context());
    stub.answer(json({ error: 'invalid_client', error_description: 'No such application' }, 401));
    await expect(oauth().revoke(connection({ authMethod: 'platform' }), context())).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
  });

  it('gives up when it is told to', async () => {
    stub.answer(() => undefined);
    const signal = AbortSignal.timeout(50);
    await expect(oauth().exchange(answer, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
