import { abortOnceAsked } from '../../testing/abort-once-asked.js';
import { context, hang, reset, type Reply } from '../../testing/vendor.stub.js';
import { connection, fault, json, object, QuickBooksStub, REALM } from '../testing/quickbooks.stub.js';

const stub = new QuickBooksStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const PAIR = {
  token_type: 'bearer',
  access_token: 'access-2',
  expires_in: 3_600,
  refresh_token: 'refresh-2',
  x_refresh_token_expires_in: 8_726_400,
  x_refresh_token_hard_expires_in: 157_680_000,
};
const pair = json(PAIR);
const company = json({ CompanyInfo: object(1, 5, { CompanyName: 'Venue' }) });
const refusedToken = fault(401, 'AUTHENTICATION', '3200');
const refused = (status: number, error: string, description = '') =>
  json({ error, error_description: description }, status);
const truncated: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '400' });
  response.write(JSON.stringify(PAIR).slice(0, 60), () => response.socket!.destroy());
};

const answer = (more = {}) => ({
  code: 'AB11secretcode',
  redirectUri: 'https://app.example/callback',
  codeVerifier: 'unused',
  environment: 'sandbox' as const,
  parameters: { realmId: REALM },
  ...more,
});
const about = (seconds: number) => {
  const from = Date.now() + seconds * 1000;
  return (iso: string | undefined) => Math.abs(Date.parse(iso ?? '') - from) < 10_000;
};

describe('consent', () => {
  it('is asked for on Intuit’s page', () => {
    const request = { state: 's t', redirectUri: 'https://app.example/callback', codeChallenge: 'x' };
    const url = new URL(stub.provider().oauth.authorizeUrl(request));
    expect(`${url.origin}${url.pathname}`).toBe(`${stub.url}/connect/oauth2`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client',
      response_type: 'code',
      scope: 'com.intuit.quickbooks.accounting',
      redirect_uri: 'https://app.example/callback',
      state: 's t',
    });
  });

  it('is redeemed once, for the company of the callback', async () => {
    stub.answer(pair, company);
    const grant = await stub.provider().oauth.exchange(answer(), context());
    expect(grant).toMatchObject({
      account: { externalAccountId: REALM, displayName: 'Venue', livemode: false },
      authMethod: 'oauth',
      credentials: { realmId: REALM, accessToken: 'access-2', refreshToken: 'refresh-2' },
    });
    const { expiresAt, refreshTokenExpiresAt, refreshTokenHardExpiresAt, consentEndsAt } = grant.credentials;
    expect([expiresAt].every(about(3_600))).toBe(true);
    expect([refreshTokenExpiresAt].every(about(8_726_400))).toBe(true);
    expect(consentEndsAt).toBe(refreshTokenHardExpiresAt);
    expect([refreshTokenHardExpiresAt].every(about(157_680_000))).toBe(true);
    const [token, read] = stub.requests;
    expect(token).toMatchObject({
      method: 'POST',
      body: 'grant_type=authorization_code&code=AB11secretcode&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback',
      headers: {
        authorization: `Basic ${Buffer.from('client:secret').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'x-include-refresh-token-hard-expires-in': 'true',
      },
    });
    expect(token!.url.pathname).toBe('/oauth2/v1/tokens/bearer');
    expect(read).toMatchObject({ headers: { authorization: 'Bearer access-2' } });
  });

  it.each([undefined, '', 'acct_1', '12a', '1'.repeat(21), '../1'])(
    'is not redeemed for the company "%s"',
    async (realmId) => {
      stub.answer(pair, company);
      const parameters: Record<string, string> = realmId === undefined ? {} : { realmId };
      const promise = stub.provider().oauth.exchange(answer({ parameters }), context());
      await expect(promise).rejects.toMatchObject({ code: 'provider_unavailable' });
      expect(stub.requests).toHaveLength(0);
    },
  );

  it('does not connect a company that the browser names and the token does not open', async () => {
    stub.answer(pair, fault(403, 'AuthorizationFault', '3100'));
    const promise = stub.provider().oauth.exchange(answer(), context());
    await expect(promise).rejects.toMatchObject({ code: 'provider_rejected_credentials' });
  });

  it('is not asked for where this installation has no app', () => {
    expect(stub.provider({ QUICKBOOKS_CLIENT_SECRET: '' }).describe().auth).toEqual(['key']);
    expect(stub.provider().describe().auth).toEqual(['key', 'oauth']);
  });
});

describe('refreshing', () => {
  const refresh = () => stub.provider().oauth.refresh(connection(), context());

  it('always gives back the pair of the answer, with what was known', async () => {
    stub.answer(pair);
    const refreshed = await refresh();
    expect(refreshed).toMatchObject({ realmId: REALM, accessToken: 'access-2', refreshToken: 'refresh-2' });
    expect([refreshed.expiresAt].every(about(3_600))).toBe(true);
    expect(stub.requests.map(({ body }) => body)).toEqual(['grant_type=refresh_token&refresh_token=refresh-1']);
  });

  it('keeps the refresh token when the answer brings none', async () => {
    stub.answer(json({ ...PAIR, refresh_token: undefined }));
    expect((await refresh()).refreshToken).toBe('refresh-1');
  });

  it.each<[string, Reply, string]>([
    ['a reset', reset, 'provider_unavailable'],
    ['no answer', hang, 'provider_unavailable'],
    ['half an answer', truncated, 'provider_unavailable'],
    ['a 500', refused(500, 'server_error'), 'provider_unavailable'],
    ['a 503 of HTML', json('<html>', 503), 'provider_unavailable'],
    ['garbage', json('{"access'), 'provider_unavailable'],
    ['an answer without tokens', json({}), 'provider_unavailable'],
    ['another installation', refused(401, 'invalid_client'), 'provider_unavailable'],
    ["a proxy's 400", json('no', 400), 'provider_unavailable'],
    ['a rate limit', json('', 429), 'provider_rate_limited'],
    ['an ended consent', refused(400, 'invalid_grant', 'Token refresh-1 is bad'), 'provider_rejected_credentials'],
    ['another refusal', refused(400, 'invalid_request'), 'provider_refused_request'],
  ])('is tried once, whatever comes of it: %s', async (_name, reply, code) => {
    stub.answer(reply, pair);
    const error = await refresh().catch((reason: Error) => reason);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toMatch(/refresh-1|secret/);
    expect(stub.requests).toHaveLength(1);
  });

  it('ends with its signal', async () => {
    stub.answer(hang);
    const reason = new Error('over');
    const controller = new AbortController();
    void abortOnceAsked(stub, controller, reason);
    const promise = stub.provider({ PROVIDER_TIMEOUT_MS: '5000' }).oauth.refresh(connection(), controller);
    await expect(promise).rejects.toBe(reason);
  });

  it('needs a refresh token', async () => {
    const promise = stub.provider().oauth.refresh(connection({ credentials: { accessToken: 'x' } }), context());
    await expect(promise).rejects.toMatchObject({ code: 'provider_rejected_credentials' });
  });

  it("uses Intuit's own hosts where nothing else is configured", async () => {
    const { default: Sdk } = await import('intuit-oauth');
    expect((Sdk as unknown as { tokenEndpoint: string }).tokenEndpoint).toBe(
      'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    );
  });
});

describe('giving the consent back', () => {
  const revoke = () => stub.provider().oauth.revoke(connection(), context());

  it('revokes the refresh token', async () => {
    stub.answer(json(''));
    await revoke();
    expect(stub.requests).toMatchObject([{ method: 'POST', body: '{"token":"refresh-1"}' }]);
    expect(stub.requests[0]!.url.pathname).toBe('/v2/oauth2/tokens/revoke');
  });

  it.each([refused(400, 'invalid_grant'), refused(400, 'invalid_request', 'The token is unknown or already revoked')])(
    'is done when the owner was faster',
    async (reply) => {
      stub.answer(reply);
      await expect(revoke()).resolves.toBeUndefined();
    },
  );

  it.each<[Reply, string]>([
    [refused(400, 'invalid_request', 'The token is missing'), 'provider_refused_request'],
    [refused(503, 'server_error'), 'provider_unavailable'],
    [reset, 'provider_unavailable'],
  ])('may fail', async (reply, code) => {
    stub.answer(reply);
    await expect(revoke()).rejects.toMatchObject({ code });
    expect(stub.requests).toHaveLength(1);
  });
});

describe('connecting by tokens', () => {
  const given = { realmId: REALM, accessToken: 'access-1', refreshToken: 'refresh-1' };
  const verify = (credentials: Record<string, string> = given, environment = {}) =>
    stub.provider(environment).verifyCredentials(credentials, { ...context(), environment: 'sandbox' });

  it('reads the company, and keeps the tokens', async () => {
    stub.answer(company);
    const account = await verify();
    expect(account).toMatchObject({
      externalAccountId: REALM,
      displayName: 'Venue',
      livemode: false,
      credentials: given,
    });
    expect(stub.requests).toHaveLength(1);
  });

  it('refreshes an expired token once, and returns the new pair', async () => {
    stub.answer(refusedToken, pair, company);
    const { credentials } = await verify();
    expect(credentials).toMatchObject({ realmId: REALM, accessToken: 'access-2', refreshToken: 'refresh-2' });
    expect(stub.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
    expect(stub.requests[2]!.headers.authorization).toBe('Bearer access-2');
  });

  it.each([
    ['no refresh token', { realmId: REALM, accessToken: 'access-1' }, {}],
    ['no app of ours', given, { QUICKBOOKS_CLIENT_ID: '' }],
  ])('is refused with a token that is over and %s', async (_name, credentials, environment) => {
    stub.answer(refusedToken);
    await expect(verify(credentials as Record<string, string>, environment)).rejects.toMatchObject({
      code: 'provider_rejected_credentials',
    });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    ['realmId', 'acct_1'],
    ['realmId', '12\r\nx: y'],
    ['accessToken', 'a b'],
    ['accessToken', 'a\r\nx: y'],
    ['refreshToken', 'é'],
    ['expiresAt', 'tomorrow'],
  ])('sends no request with a %s such as %j', async (name, value) => {
    stub.answer(company);
    await expect(async () => verify({ ...given, [name]: value })).rejects.toMatchObject({
      errors: [{ field: `credentials.${name}`, message: expect.any(String) }],
    });
    expect(stub.requests).toHaveLength(0);
  });
});
