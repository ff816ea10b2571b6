import { json, type Reply, context } from '../../testing/vendor.stub.js';
import { MailchimpStub, paged, problem, connection } from '../testing/mailchimp.stub.js';

const stub = new MailchimpStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const CODE = 'code-that-no-one-may-see';
const TOKEN = 'f'.repeat(32);
const APP = { MAILCHIMP_CLIENT_ID: 'client', MAILCHIMP_CLIENT_SECRET: 'top-secret' };

/** The same server under another name, so that the two hosts can be told apart. */
const oauth = (environment: Record<string, string> = {}) =>
  stub.provider({ ...APP, MAILCHIMP_LOGIN_BASE_URL: stub.urlAt('localhost'), ...environment }).oauth;
const answer = { code: CODE, redirectUri: 'http://hub/callback', codeVerifier: 'v', parameters: {} };
const exchange = (environment?: Record<string, string>) => oauth(environment).exchange(answer, context());
const token = json({ access_token: TOKEN, expires_in: 0, scope: null });
const metadata = (more: object = {}): Reply => json({ dc: 'us6', api_endpoint: stub.url, ...more });
const account = json({ account_id: 'acc', account_name: 'Venue' });
const refused = (status: number, error: string): Reply => json({ error, error_description: `No: ${CODE}` }, status);

describe('OAuth with Mailchimp', () => {
  it.each([
    [{}, false],
    [{ MAILCHIMP_CLIENT_ID: 'client' }, false],
    [APP, true],
  ])('is offered with %j: %j', (environment: Record<string, string>, offered) => {
    const provider = stub.provider(environment);
    expect(provider.oauth.isConfigured()).toBe(offered);
    expect(provider.describe().auth).toEqual(offered ? ['key', 'oauth'] : ['key']);
  });

  it('sends the owner to the login host', () => {
    const request = { state: 'a.b-_', redirectUri: 'http://hub:3000/callback?x=1&y', codeChallenge: 'c' };
    const url = new URL(oauth({ MAILCHIMP_API_BASE_URL: '', MAILCHIMP_LOGIN_BASE_URL: '' }).authorizeUrl(request));
    expect(`${url.origin}${url.pathname}`).toBe('https://login.mailchimp.com/oauth2/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: request.redirectUri,
      state: request.state,
    });
  });

  it('redeems a code, and asks where the account lives and who it is', async () => {
    stub.answer(token, metadata(), account, paged('lists', [{ id: 'l1' }]));
    expect(await exchange()).toEqual({
      account: { externalAccountId: 'acc', displayName: 'Venue', livemode: null, scopes: [], aliases: ['l1'] },
      authMethod: 'oauth',
      credentials: { accessToken: TOKEN, dataCentre: 'us6' },
    });
    const [first, second, third] = stub.requests;
    expect(first).toMatchObject({ method: 'POST', url: { pathname: '/oauth2/token' } });
    expect(Object.fromEntries(new URLSearchParams(first!.body))).toEqual({
      grant_type: 'authorization_code',
      client_id: 'client',
      client_secret: 'top-secret',
      redirect_uri: answer.redirectUri,
      code: CODE,
    });
    expect(second).toMatchObject({
      url: { pathname: '/oauth2/metadata' },
      headers: { authorization: `OAuth ${TOKEN}` },
    });
    expect(third).toMatchObject({ url: { pathname: '/3.0/' }, headers: { authorization: `Bearer ${TOKEN}` } });
    expect(stub.requests.map(({ headers }) => headers.host!.split(':')[0])).toEqual([
      'localhost',
      'localhost',
      '127.0.0.1',
      '127.0.0.1',
    ]);
  });

  it.each<[string, object, string]>([
    ['another host', { api_endpoint: 'https://us6.api.mailchimp.com.evil.example' }, ''],
    ['a host of our own network', { api_endpoint: 'http://169.254.169.254' }, ''],
    ['a data centre that is none', { api_endpoint: 'https://us6.api.mailchimp.com', dc: 'us6.evil.example/' }, ''],
    ['no data centre', { api_endpoint: 'https://us6.api.mailchimp.com', dc: null }, ''],
    ['nothing', { api_endpoint: undefined }, ''],
    ['a host that is not the configured one', { api_endpoint: 'http://127.0.0.1:1' }, 'configured'],
  ])('sends no token to %s', async (_what, named, configured) => {
    stub.answer(token, metadata(named), account);
    const environment = configured ? {} : { MAILCHIMP_API_BASE_URL: '' };
    await expect(exchange(environment as Record<string, string>)).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    expect(stub.requests.map(({ url }) => url.pathname)).toEqual(['/oauth2/token', '/oauth2/metadata']);
  });

  it.each<[string, Reply, string]>([
    ['a code that is not good', refused(400, 'invalid_grant'), 'provider_rejected_credentials'],
    ['our own secret being refused', refused(401, 'invalid_client'), 'provider_unavailable'],
    ['a redirect', refused(400, 'redirect_uri_mismatch'), 'provider_refused_request'],
    ['a 429', refused(429, 'slow_down'), 'provider_rate_limited'],
    ['a 500', refused(500, 'invalid_grant'), 'provider_unavailable'],
    ["a proxy's 400", json('<html>', 400), 'provider_unavailable'],
    ['an empty 200', json({}), 'provider_unavailable'],
    ['a token that is none', json({ access_token: 'a b\n' }), 'provider_unavailable'],
    ['a lost connection', (response) => response.socket?.destroy(), 'provider_unavailable'],
    ['silence', () => undefined, 'provider_unavailable'],
  ])('asks once, and answers %s without the code', async (_what, reply, code) => {
    stub.answer(reply);
    const error = await exchange().catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({ code });
    expect(stub.requests).toHaveLength(1);
    const told = JSON.stringify([error, (error as Error).message, (error as Error).stack]);
    expect(told).not.toContain(CODE);
    expect(told).not.toContain('top-secret');
  });

  it('asks again where the account lives when the answer is lost, since the token is there', async () => {
    stub.answer(token, problem(500, 'Internal Server Error'), metadata(), account, paged('lists', []));
    expect((await exchange()).credentials).toMatchObject({ accessToken: TOKEN });
  });

  it('has nothing to call when a consent is given back', async () => {
    stub.answer(problem(500, 'Internal Server Error'));
    await oauth().revoke();
    expect(stub.requests).toEqual([]);
    expect('refresh' in oauth()).toBe(false);
  });

  it('tests a connection with its token', async () => {
    stub.answer(account, paged('lists', []));
    const credentials = { accessToken: TOKEN, dataCentre: 'us6' };
    await stub.provider().testConnection(connection({ authMethod: 'oauth', credentials }), context());
    expect(stub.requests[0]!.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });
});
