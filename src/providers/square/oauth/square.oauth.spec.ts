import { context, json } from '../../testing/vendor.stub.js';
import { connection, failure, SquareStub, type Reply } from '../testing/square.stub.js';

const stub = new SquareStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const SECRET = 'sq0csb-no-one-may-see';
const CODE = 'sq0cgp-code-that-no-one-may-see';
const REFRESH = 'EQAA-refresh-that-no-one-may-see';
const APPLICATION = { SQUARE_APPLICATION_ID: 'sandbox-sq0idb-1', SQUARE_APPLICATION_SECRET: SECRET };
const TOKENS = {
  access_token: 'EAAAnew',
  refresh_token: 'EQAAnew',
  token_type: 'bearer',
  expires_at: '2026-12-24T00:00:00Z',
  merchant_id: 'M9',
  short_lived: false,
};
const TOKEN = 'POST /oauth2/token';

const oauth = (environment: Record<string, string> = {}) => stub.provider({ ...APPLICATION, ...environment }).oauth;
const answer = { code: CODE, redirectUri: 'http://hub/callback', codeVerifier: 'v', parameters: {} };
const expiring = connection({
  authMethod: 'oauth',
  credentials: { accessToken: 'old', refreshToken: REFRESH, note: 'x' },
});
/** As these endpoints have told errors since before there was a list of them. */
const refused = (status: number, message: string): Reply => json({ message, type: 'service.not_authorized' }, status);

describe('OAuth with Square', () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ SQUARE_APPLICATION_ID: 'sq0idp-1' }, false],
    [{ SQUARE_APPLICATION_SECRET: SECRET }, false],
    [APPLICATION, true],
  ])('is offered with %j: %j', (environment, offered) => {
    const provider = stub.provider(environment);
    expect(provider.oauth.isConfigured()).toBe(offered);
    expect(provider.describe().auth).toEqual(offered ? ['key', 'oauth'] : ['key']);
  });

  it.each([
    ['sq0idp-1', '', 'https://connect.squareup.com', 'false'],
    ['sandbox-sq0idb-1', '', 'https://connect.squareupsandbox.com', null],
    ['sandbox-sq0idb-1', 'http://127.0.0.1:4020', 'http://127.0.0.1:4020', null],
  ])('sends the owner of an account to %s at %j', (id, base, origin, session) => {
    const request = { state: 'a.b-_', redirectUri: 'http://hub:3000/callback?x=1&y', codeChallenge: 'c' };
    const url = new URL(oauth({ SQUARE_APPLICATION_ID: id, SQUARE_BASE_URL: base }).authorizeUrl(request));
    expect(`${url.origin}${url.pathname}`).toBe(`${origin}/oauth2/authorize`);
    const query = Object.fromEntries(url.searchParams);
    expect(query).toMatchObject({ client_id: id, state: request.state, redirect_uri: request.redirectUri });
    expect(url.searchParams.get('session')).toBe(session);
    expect(url.search).toContain('scope=MERCHANT_PROFILE_READ+CUSTOMERS_READ+');
    expect(query).not.toHaveProperty('code_challenge');
  });

  it('redeems a code for tokens that are refreshed within the week', async () => {
    stub.script({ [TOKEN]: json(TOKENS), 'GET /v2/merchants/me': json({ merchant: { business_name: 'Shop' } }) });
    const grant = await oauth().exchange(answer, context());
    expect(grant).toMatchObject({
      account: { externalAccountId: 'M9', displayName: 'Shop', livemode: false },
      authMethod: 'oauth',
      credentials: { accessToken: 'EAAAnew', refreshToken: 'EQAAnew', expiresAt: TOKENS.expires_at },
    });
    expect(grant.account.scopes).toContain('PAYMENTS_READ');
    const { renewAt = '' } = grant.credentials as Record<string, string>;
    const days = (Date.parse(renewAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(5.9);
    expect(days).toBeLessThan(7);
    const [token, merchant] = stub.requests;
    expect(token!.body).toEqual({
      client_id: APPLICATION.SQUARE_APPLICATION_ID,
      client_secret: SECRET,
      grant_type: 'authorization_code',
      code: CODE,
      redirect_uri: answer.redirectUri,
    });
    expect(token!.headers.authorization).toBeUndefined();
    expect(merchant!.headers.authorization).toBe('Bearer EAAAnew');
  });

  it('does without the name of a merchant who does not show it', async () => {
    stub.script({ [TOKEN]: json(TOKENS), 'GET /v2/merchants/me': failure(403, 'INSUFFICIENT_SCOPES') });
    expect((await oauth().exchange(answer, context())).account).toMatchObject({ displayName: null });
  });

  it('refreshes the tokens, and keeps the other credentials', async () => {
    stub.script({ [TOKEN]: json(TOKENS) });
    expect(await oauth().refresh(expiring, context())).toMatchObject({
      accessToken: 'EAAAnew',
      refreshToken: 'EQAAnew',
      note: 'x',
    });
    expect(stub.requests[0]!.body).toMatchObject({ grant_type: 'refresh_token', refresh_token: REFRESH });
    stub.script({ [TOKEN]: json({ access_token: 'EAAAnew' }) });
    expect(await oauth().refresh(expiring, context())).toMatchObject({ refreshToken: REFRESH });
  });

  it.each<[string, Reply, string]>([
    ['a code that is not good', refused(401, `Authorization code not found ${CODE}`), 'provider_rejected_credentials'],
    [
      'a token that was revoked',
      failure(401, 'ACCESS_TOKEN_REVOKED', `Revoked ${REFRESH}`),
      'provider_rejected_credentials',
    ],
    [
      'a token that is dead in other words',
      refused(400, 'cannot renew revoked token'),
      'provider_rejected_credentials',
    ],
    ['a refusal of something else', refused(400, 'grant_type is unknown'), 'provider_refused_request'],
    ['the same as OAuth words it', json({ error: 'invalid_grant' }, 400), 'provider_rejected_credentials'],
    ['our own secret as OAuth words it', json({ error: 'invalid_client' }, 401), 'provider_unavailable'],
    ['our own secret being refused', refused(401, 'Not Authorized'), 'provider_unavailable'],
    ['the same in a list', failure(401, 'UNAUTHORIZED', 'Not Authorized'), 'provider_unavailable'],
    [
      'a redirect that is not ours',
      failure(400, 'BAD_REQUEST', 'The redirect_uri does not match'),
      'provider_refused_request',
    ],
    ['a 429', failure(429, 'RATE_LIMITED'), 'provider_rate_limited'],
    ['a 500', failure(500, 'INTERNAL_SERVER_ERROR'), 'provider_unavailable'],
    ["a proxy's 401", json('<html>', 401), 'provider_unavailable'],
    ["a proxy's 401 in JSON", json({ error: 'no' }, 401), 'provider_unavailable'],
    ['an empty 200', json({}), 'provider_unavailable'],
    ['a merchant of another form', json({ ...TOKENS, merchant_id: '../m' }), 'provider_unavailable'],
    ['a lost connection', (response) => response.socket?.destroy(), 'provider_unavailable'],
    ['silence', () => undefined, 'provider_unavailable'],
  ])('asks once, and answers %s without the code', async (_what, reply, code) => {
    stub.script({ [TOKEN]: reply });
    const error = await oauth()
      .exchange(answer, context())
      .catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({ code });
    expect(stub.requests).toHaveLength(1);
    const told = JSON.stringify([error, (error as Error).message, (error as Error).stack]);
    for (const secret of [CODE, SECRET, REFRESH]) expect(told).not.toContain(secret);
  });

  it('gives a consent back with our own secret, and is content when there is none', async () => {
    stub.script({ 'POST /oauth2/revoke': [json({ success: true }), failure(404, 'NOT_FOUND')] });
    await oauth().revoke(connection({ authMethod: 'oauth' }), context());
    await oauth().revoke(connection({ authMethod: 'oauth' }), context());
    expect(stub.requests[0]).toMatchObject({
      headers: { authorization: `Client ${SECRET}` },
      body: { client_id: APPLICATION.SQUARE_APPLICATION_ID, merchant_id: 'M1' },
    });
    stub.script({ 'POST /oauth2/revoke': json('<html>', 404) });
    await expect(oauth().revoke(connection(), context())).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('gives up when it is told to', async () => {
    stub.script({ [TOKEN]: () => undefined });
    const signal = AbortSignal.timeout(50);
    await expect(oauth().exchange(answer, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
