import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import OAuthClient from 'intuit-oauth';
import { QuickBooksSandbox } from '../quickbooks.sandbox.js';

interface Credentials {
  realmId: string;
  accessToken: string;
  refreshToken: string;
}

describe('OAuth with the official package', () => {
  const sandbox = new QuickBooksSandbox();
  let base: string;
  let client: OAuthClient;
  let credentials: Credentials;

  const control = async <T>(method: string, call: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}/_control/${call}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };
  const companyInfo = async (token: string, realmId = credentials.realmId): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${base}/v3/company/${realmId}/companyinfo/${realmId}`, { headers })).status;
  };
  const consent = async (): Promise<URL> => {
    const uri = client.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 'state-1' });
    const response = await fetch(uri, { redirect: 'manual' });
    return new URL(response.headers.get('location')!);
  };

  beforeAll(async () => {
    base = await sandbox.listen(0);
    client = new OAuthClient({
      clientId: 'ABSandboxQuickBooksClient',
      clientSecret: 'sandbox-quickbooks-secret',
      environment: 'sandbox',
      redirectUri: 'http://127.0.0.1:1/callback',
    });
    client.setAuthorizeURLs({
      authorizeEndpoint: `${base}/connect/oauth2`,
      tokenEndpoint: `${base}/oauth2/v1/tokens/bearer`,
      revokeEndpoint: `${base}/v2/oauth2/tokens/revoke`,
      userInfoEndpoint: `${base}/v1/openid_connect/userinfo`,
    });
  });
  beforeEach(async () => {
    const account = await control<{ credentials: Credentials }>('POST', 'accounts', { counts: {} });
    credentials = account.credentials;
    await control('POST', 'clock', { offsetSeconds: 0 });
    await control('POST', 'oauth', { deny: false, accessTokenSeconds: 3600, rotateRefresh: true, graceSeconds: 0 });
    await control('DELETE', 'requests');
    await control('DELETE', 'faults');
  });
  afterAll(() => sandbox.close());

  it('redirects with code, state and realmId; the code works once', async () => {
    const target = await consent();
    expect(target.searchParams.get('state')).toBe('state-1');
    expect(target.searchParams.get('realmId')).toBe(credentials.realmId);
    await client.createToken(target.toString());
    expect(client.getToken()).toMatchObject({ expires_in: 3600, x_refresh_token_expires_in: 8_726_400 });
    expect(await companyInfo(client.getToken().access_token)).toBe(200);
    await expect(client.createToken(target.toString())).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('lets a code die after five minutes, and the user refuse', async () => {
    const target = await consent();
    await control('POST', 'clock', { offsetSeconds: 301 });
    await expect(client.createToken(target.toString())).rejects.toMatchObject({ error: 'invalid_grant' });
    await control('POST', 'oauth', { deny: true });
    const refused = await consent();
    expect(refused.searchParams.get('error')).toBe('access_denied');
    expect(refused.searchParams.get('code')).toBeNull();
  });

  it('rotates the refresh token at every use and refuses the old one', async () => {
    await client.refreshUsingToken(credentials.refreshToken);
    const second = client.getToken().refresh_token;
    expect(second).not.toBe(credentials.refreshToken);
    await expect(client.refreshUsingToken(credentials.refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
    await client.refreshUsingToken(second);
    expect(await control('GET', 'requests')).toMatchObject({ refreshes: { granted: 2, refused: 1 } });
  });

  it('keeps the old one for a grace, or for good, when told so', async () => {
    await control('POST', 'oauth', { graceSeconds: 60 });
    await client.refreshUsingToken(credentials.refreshToken);
    await client.refreshUsingToken(credentials.refreshToken);
    await control('POST', 'clock', { offsetSeconds: 61 });
    await expect(client.refreshUsingToken(credentials.refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
    await control('POST', 'oauth', { rotateRefresh: false });
    const { refresh_token: current } = client.getToken();
    await client.refreshUsingToken(current);
    expect(client.getToken().refresh_token).toBe(current);
  });

  it('has rotated when the answer gets lost', async () => {
    await control('POST', 'faults', { kind: 'truncated', path: '/oauth2/v1/tokens/bearer' });
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: credentials.refreshToken });
    const basic = Buffer.from('ABSandboxQuickBooksClient:sandbox-quickbooks-secret').toString('base64');
    const options = { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: form };
    await expect(fetch(`${base}/oauth2/v1/tokens/bearer`, options).then((answer) => answer.json())).rejects.toThrow();
    const again = await fetch(`${base}/oauth2/v1/tokens/bearer`, options);
    expect([again.status, await again.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
  });

  it('expires access tokens after their life, at once when told, and for good when revoked', async () => {
    await control('POST', 'clock', { offsetSeconds: 3601 });
    expect(await companyInfo(credentials.accessToken)).toBe(401);
    await client.refreshUsingToken(credentials.refreshToken);
    expect(await companyInfo(client.getToken().access_token)).toBe(200);
    await control('POST', 'tokens', { account: credentials.realmId, expireAccess: true });
    expect(await companyInfo(client.getToken().access_token)).toBe(401);
    await client.refreshUsingToken(client.getToken().refresh_token);
    const { access_token: access, refresh_token: refresh } = client.getToken();
    await client.revoke({ refresh_token: refresh });
    expect(await companyInfo(access)).toBe(401);
    await expect(client.refreshUsingToken(refresh)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('gives a company the tokens that were asked for, and takes the former ones when it is made again', async () => {
    const id = credentials.realmId;
    const given = { id, counts: {}, accessToken: 'access-1', refreshToken: 'refresh-1' };
    await control('POST', 'accounts', given);
    expect(await companyInfo('access-1')).toBe(200);
    expect(await companyInfo(credentials.accessToken)).toBe(401);
    await client.refreshUsingToken('refresh-1');
    expect(await companyInfo(client.getToken().access_token)).toBe(200);
  });

  it("refuses and counts a token for another company's path", async () => {
    const other = await control<{ id: string }>('POST', 'accounts', { counts: {} });
    expect(await companyInfo(credentials.accessToken, other.id)).toBe(403);
    expect(await companyInfo('nonsense')).toBe(401);
    expect(await control('GET', 'requests')).toMatchObject({ mismatches: 1 });
  });
});
