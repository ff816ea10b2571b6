import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compare, SAME } from '../support/record.comparison.js';
import {
  beginConsent,
  openCallback as finish,
  startConsentWorld,
  openAuthorizeUrl as consent,
} from '../support/consent.client.js';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { deadline } from '../support/patience.js';
import { startService, STRIPE_WEBHOOK_SECRET } from '../support/service.js';
import { eventually, type Tenant } from '../support/tenant.js';
import type { Account, World } from '../support/world.js';

const AUTHORIZE = '/integrations/oauth/stripe/authorize';
const CALLBACK = '/api/v1/integrations/oauth/stripe/callback';
const PAGE = 'https://app.example/settings/accounts?tab=payments';
const INVALID_STATE = { status: 400, body: { code: 'invalid_oauth_state' } };

const begin = (tenant: Tenant, body?: unknown, headers?: Record<string, string>) =>
  beginConsent(tenant, 'stripe', body, headers);

describe('Connecting Stripe by OAuth', () => {
  let world: World;
  let account: Account;
  let tenant: Tenant;

  beforeAll(async () => {
    world = await startConsentWorld({
      OAUTH_RETURN_TO: 'https://app.example/settings, http://localhost:5173',
      CONSENT_REVOCATION_INTERVAL_MS: '200',
    });
  });
  afterAll(() => world?.end());

  beforeEach(async () => {
    tenant = world.tenant();
    account = await world.account({ scale: 20 });
    await consents({ account: account.id, deny: false });
  });

  const consents = (body: Record<string, unknown>) => world.sandbox.control('POST', '/oauth', body);
  /** From the first call to the last, in one browser. */
  const connect = async (who: Tenant, body?: unknown) => {
    const begun = await begin(who, body);
    return finish(await consent(begun), begun.cookie);
  };
  /** Ends the relation at the provider. Returns whether there was one. */
  const deauthorize = async () => {
    const { disconnected } = await world.sandbox.control('DELETE', '/connections', { account: account.id });
    return disconnected;
  };
  const status = async (id: unknown) => (await tenant.call('GET', `/integrations/${String(id)}`)).body.status;
  const states = (who: Tenant) =>
    query(world.database.adminUrl, 'SELECT * FROM oauth_states WHERE tenant_id = $1', [who.id]);
  const credentials = (id: unknown) =>
    query(world.database.adminUrl, 'SELECT field FROM integration_credentials WHERE integration_id = $1', [id]);

  it('connects the account that consents, for the tenant that asked, and keeps no token', async () => {
    const begun = await begin(tenant, { name: 'Bar', venueId: 'venue-7', settings: {} });
    expect(begun.status).toBe(201);
    expect(begun.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(Date.parse(begun.body.expiresAt) - Date.now()).toBeGreaterThan(9 * 60_000);
    const callback = await consent(begun);
    expect(callback.origin + callback.pathname).toBe(world.service.url + CALLBACK);
    const { status, body, headers } = await finish(callback, begun.cookie);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        provider: 'stripe',
        name: 'Bar',
        venueId: 'venue-7',
        environment: 'sandbox',
        status: 'connected',
        externalAccountId: account.id,
        scopes: ['read_write'],
      },
    });
    expect(headers.get('set-cookie')).toContain('Max-Age=0');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect((await tenant.call('GET', `/integrations/${String(body.id)}`)).body).toEqual(body);
    expect((await world.tenant().call('GET', `/integrations/${String(body.id)}`)).status).toBe(404);
    expect(await credentials(body.id)).toEqual([]);
    expect(await states(tenant)).toEqual([]);
  });

  it('syncs it record for record, hears its webhooks, and lets go of it when its owner does', async () => {
    account = await world.account({ scale: 150, seed: 6 });
    await consents({ account: account.id });
    const { body } = await connect(tenant);
    const id = String(body.id);
    expect(await tenant.syncAndWait(id)).toMatchObject({ status: 'succeeded', error: null });
    for (const stream of Object.keys(account.counts)) {
      expect([stream, await compare(world.sandbox, account.id, tenant, id, stream)]).toEqual([stream, SAME]);
    }

    const url = `${world.service.url}/api/v1/webhooks/stripe`;
    await world.sandbox.control('POST', '/webhook-endpoints', { platform: true, url, secret: STRIPE_WEBHOOK_SECRET });
    const other = world.tenant();
    const otherAccount = await world.account({ scale: 20 });
    await consents({ account: otherAccount.id });
    const otherId = String((await connect(other)).body.id);
    const [customer] = await world.sandbox.objects(account.id, 'customers');
    await world.sandbox.control('POST', `/accounts/${account.id}/update`, {
      stream: 'customers',
      id: customer?.id,
      patch: { name: 'Told by webhook' },
    });
    await eventually(
      () => tenant.call('GET', `/integrations/${id}/records/customers/${String(customer?.id)}`),
      ({ body: { data } }) => (data as { name?: string } | undefined)?.name === 'Told by webhook',
    );
    expect(await other.records(otherId, 'customers')).toEqual([]);

    expect(await deauthorize()).toBe(true);
    await eventually(
      () => status(id),
      (is) => is === 'disconnected',
    );
    expect((await other.call('GET', `/integrations/${otherId}`)).body.status).toBe('connected');
    await world.sandbox.control('DELETE', '/webhook-endpoints', {});
  });

  it('takes an account that it has back into service', async () => {
    const { body } = await connect(tenant, { name: 'Bar' });
    const id = String(body.id);
    expect((await tenant.call('POST', `/integrations/${id}/refresh`)).body).toMatchObject({ status: 'connected' });
    await deauthorize();
    expect((await tenant.syncAndWait(id, 'customers')).status).toBe('failed');
    expect(await status(id)).toBe('needs_reauth');
    expect(await connect(tenant, { venueId: 'v' })).toMatchObject({
      status: 200,
      body: { id, status: 'connected', lastError: null, name: 'Bar', venueId: 'v' },
    });
    expect((await tenant.syncAndWait(id, 'customers')).status).toBe('succeeded');
    expect((await tenant.call<{ data: unknown[] }>('GET', '/integrations')).body.data).toHaveLength(1);
  });

  it('replaces a key by the consent', async () => {
    const id = await tenant.connect(account.secretKey);
    expect(await connect(tenant)).toMatchObject({ status: 200, body: { id, status: 'connected' } });
    expect(await credentials(id)).toEqual([]);
    const patch = { credentials: { apiKey: account.secretKey } };
    expect(await tenant.call('PATCH', `/integrations/${id}`, patch)).toMatchObject({
      status: 409,
      body: { code: 'not_connected_by_key' },
    });
  });

  it('gives the consent back when the integration is deleted, once, and begins anew afterwards', async () => {
    const first = (await connect(tenant)).body.id;
    expect((await tenant.call('DELETE', `/integrations/${String(first)}`)).status).toBe(204);
    expect(await deauthorize()).toBe(false);
    const again = await connect(tenant);
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(first);
    expect((await tenant.call('DELETE', `/integrations/${String(first)}`)).status).toBe(204);
    expect((await tenant.call('POST', `/integrations/${String(again.body.id)}/test`)).body).toMatchObject({ ok: true });
  });

  it('gives it back by a worker when the API is a process of its own, unless another tenant needs it', async () => {
    const apiOnly = await startInstance(world.service, { ROLES: 'api' });
    const disconnect = async (who: Tenant, id: unknown) => {
      const headers = { authorization: `Bearer ${who.token()}` };
      const url = `${apiOnly.url}/api/v1/integrations/${String(id)}`;
      expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204);
      expect(await credentials(id)).toEqual([]);
      await eventually(
        () => query(world.database.adminUrl, 'SELECT FROM consent_revocations'),
        (waiting) => waiting.length === 0,
      );
    };
    try {
      const neighbour = world.tenant();
      const [own, other] = [(await connect(tenant)).body.id, (await connect(neighbour)).body.id];
      await disconnect(tenant, own);
      expect((await neighbour.call('POST', `/integrations/${String(other)}/test`)).body).toMatchObject({ ok: true });
      await disconnect(neighbour, other);
      expect(await deauthorize()).toBe(false);
    } finally {
      await apiOnly.stop();
    }
  });

  it('makes one integration of two consents at the same time', async () => {
    const begun = await Promise.all([begin(tenant), begin(tenant)]);
    const callbacks = await Promise.all(begun.map(consent));
    const cookie = begun.map((one) => one.cookie).join('; ');
    const [first, second] = await Promise.all(callbacks.map((callback) => finish(callback, cookie)));
    expect([first?.status, second?.status].sort()).toEqual([200, 201]);
    expect(first?.body.id).toBe(second?.body.id);
  });

  it('accepts a state once, however many come at once', async () => {
    const begun = await begin(tenant);
    const callback = await consent(begun);
    const answers = await Promise.all([1, 2, 3, 4].map(() => finish(callback, begun.cookie)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 400, 400, 400]);
    expect(await finish(callback, begun.cookie)).toMatchObject(INVALID_STATE);
  });

  it('finishes in the browser that began, whatever else it carries', async () => {
    const begun = await begin(tenant);
    const other = await begin(tenant);
    const finished = await finish(await consent(begun), `${other.cookie}; theme=dark; ${begun.cookie}`);
    expect(finished.status).toBe(201);
  });

  it('refuses a state that is forged, cut, doubled, expired, or of another provider', async () => {
    const begun = await begin(tenant);
    const callback = await consent(begun);
    const state = callback.searchParams.get('state') ?? '';
    const stranger = world.tenant();
    const foreign = (await consent(await begin(stranger))).searchParams.get('state') ?? '';
    const spliced = foreign.slice(0, 21) + state.slice(21);
    for (const bad of ['', state.slice(0, -1), `${state}A`, spliced, 'A'.repeat(64), '%', `${state}&state=${state}`]) {
      const url = `${world.service.url}${CALLBACK}?code=ac_1&state=${bad}`;
      expect(await finish(url, begun.cookie)).toMatchObject(INVALID_STATE);
    }
    for (const path of ['square', 'nonesuch', '__proto__']) {
      const url = callback.href.replace('/stripe/', `/${path}/`);
      expect(await finish(url, begun.cookie)).toMatchObject(INVALID_STATE);
    }
    expect(await finish(world.service.url + CALLBACK)).toMatchObject(INVALID_STATE);
    await query(world.database.adminUrl, `UPDATE oauth_states SET expires_at = now() WHERE tenant_id = $1`, [
      tenant.id,
    ]);
    expect(await finish(callback, begun.cookie)).toMatchObject(INVALID_STATE);
    await begin(tenant);
    expect(await states(tenant)).toHaveLength(1);
    expect(await states(stranger)).toHaveLength(1);
  });

  it('answers junk with a 4xx, and the right callback afterwards', async () => {
    const begun = await begin(tenant);
    const callback = await consent(begun);
    const state = callback.searchParams.get('state');
    const junk = [
      `state=${state}`,
      `state=${state}&code=`,
      `state=${state}&code=a&code=b`,
      `state=${state}&code=a&iss=1&iss=2`,
      `state=${state}&code=a&x=1&x=2`,
      `state=${state}&code[a]=b`,
      `state=${state}&error=a&error=b`,
      `state=${state}&code=${'x'.repeat(5_000)}`,
      `state=${state}&code=%00`,
      `state=${state}&__proto__=1&__proto__=2`,
      'state=%ff&code=%zz',
      'state[]=a',
      '=&&&=',
      `${'a=1&'.repeat(1_000)}`,
    ];
    for (const text of junk) {
      const path = `${CALLBACK}?${text}`;
      const answer = await send(world.service.url, { path, headers: { cookie: begun.cookie } });
      expect([text.slice(0, 200), answer.status]).toEqual([text.slice(0, 200), 400]);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
    expect((await finish(callback, begun.cookie)).status).toBe(201);
  });

  it('says plainly that the owner refused', async () => {
    await consents({ deny: true });
    const begun = await begin(tenant);
    const callback = await consent(begun);
    expect(await finish(callback, begun.cookie)).toMatchObject({
      status: 403,
      body: { code: 'oauth_denied', detail: 'Stripe reports access_denied: The user denied your request' },
    });
    expect(await finish(callback, begun.cookie)).toMatchObject(INVALID_STATE);
    expect((await tenant.call<{ data: unknown[] }>('GET', '/integrations')).body.data).toEqual([]);
  });

  it('refuses a code that the provider does not know', async () => {
    const begun = await begin(tenant);
    const callback = await consent(begun);
    callback.searchParams.set('code', 'ac_of_somebody_else');
    const answer = await finish(callback, begun.cookie);
    expect(answer).toMatchObject({ status: 422, body: { code: 'provider_rejected_credentials' } });
    expect(JSON.stringify(answer.body)).not.toContain('ac_of');
    expect(await finish(callback, begun.cookie)).toMatchObject(INVALID_STATE);
  });

  it('goes back to the page it came from, with the outcome', async () => {
    const outcome = async (change: (callback: URL) => void = () => undefined) => {
      const begun = await begin(tenant, { returnTo: PAGE });
      const callback = await consent(begun);
      change(callback);
      const { status, headers } = await finish(callback, begun.cookie);
      expect(status).toBe(302);
      return headers.get('location');
    };
    const location = await outcome();
    const { body } = await tenant.call<{ data: { id: string }[] }>('GET', '/integrations');
    expect(location).toBe(`${PAGE}&integrationId=${body.data[0]?.id}`);
    expect(await outcome((callback) => callback.searchParams.set('code', 'ac_0'))).toBe(
      `${PAGE}&error=provider_rejected_credentials`,
    );
    await consents({ deny: true });
    expect(await outcome()).toBe(`${PAGE}&error=oauth_denied`);
  });

  it.each([
    'https://app.example.evil.com/settings',
    'https://app.example/settings-evil',
    'https://app.example/settings/../evil',
    'https://app.example@evil.com/settings',
    'http://app.example/settings',
    'javascript:alert(1)',
    '//app.example/settings',
  ])('does not promise to return to %s', async (returnTo) => {
    expect(await begin(tenant, { returnTo })).toMatchObject({
      status: 400,
      cookie: '',
      body: { code: 'validation_failed', errors: [{ field: 'returnTo' }] },
    });
    expect(await states(tenant)).toEqual([]);
  });

  it('refuses an account of another environment than was asked for', async () => {
    expect(await connect(tenant, { environment: 'production' })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field: 'environment' }] },
    });
    expect((await connect(tenant, { environment: 'sandbox' })).status).toBe(201);
  });

  it('asks for the permission, for a provider it knows, and for a body it knows', async () => {
    const manager = world.tenant({ role: 'venue-manager' });
    expect((await begin(manager)).status).toBe(403);
    expect((await fetch(`${world.service.url}/api/v1${AUTHORIZE}`, { method: 'POST' })).status).toBe(401);
    expect(await tenant.call('POST', '/integrations/oauth/nonesuch/authorize', {})).toMatchObject({
      status: 404,
      body: { code: 'unknown_provider' },
    });
    for (const body of [
      { nonesuch: 1 },
      { browserBinding: false },
      { browserBinding: true },
      { browserBinding: null },
      { returnTo: 7 },
      { settings: 'x' },
      { settings: { nonesuch: 'x' } },
      [],
    ]) {
      expect([body, (await begin(tenant, body)).status]).toEqual([body, 400]);
    }
    const nothing = { returnTo: null, name: null, venueId: null, settings: null, environment: null };
    expect(await connect(tenant, nothing)).toMatchObject({ status: 201, body: { venueId: null } });
  });

  it('gives the first answer again for an Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await begin(tenant, {}, key);
    const second = await begin(tenant, {}, key);
    expect(second.body).toEqual(first.body);
    expect(await states(tenant)).toHaveLength(1);
  });

  it('is not offered where the platform is not set up', async () => {
    expect((await tenant.call('GET', '/providers/stripe')).body.auth).toEqual(['key', 'oauth']);
    const { STRIPE_API_BASE_URL = '' } = world.service.env;
    const bare = await startService({ ...world.database.env, STRIPE_API_BASE_URL });
    try {
      const headers = { authorization: `Bearer ${tenant.token()}` };
      const provider = await fetch(`${bare.url}/api/v1/providers/stripe`, { headers });
      expect(await provider.json()).toMatchObject({ auth: ['key'] });
      const refused = await fetch(`${bare.url}/api/v1${AUTHORIZE}`, { method: 'POST', headers });
      expect(refused.status).toBe(409);
      expect(await refused.json()).toMatchObject({ code: 'provider_not_configured' });
      const { searchParams } = new URL((await begin(tenant)).body.authorizeUrl);
      const late = await finish(`${bare.url}${CALLBACK}?code=ac_1&state=${searchParams.get('state')}`);
      expect(late).toMatchObject({ status: 409, body: { code: 'provider_not_configured' } });
    } finally {
      await bare.stop();
    }
  });

  it('says that the provider is away, disconnects all the same, and has logged no secret', async () => {
    const { body } = await connect(tenant);
    const begun = await begin(tenant);
    const callback = await consent(begun);
    const returning = await begin(tenant, { returnTo: PAGE });
    const returningCallback = await consent(returning);
    await world.sandbox.stop();
    expect(await finish(callback, begun.cookie)).toMatchObject({ status: 502, body: { code: 'provider_unavailable' } });
    expect((await finish(returningCallback, returning.cookie)).headers.get('location')).toBe(
      `${PAGE}&error=provider_unavailable`,
    );
    const before = performance.now();
    expect((await tenant.call('DELETE', `/integrations/${String(body.id)}`)).status).toBe(204);
    expect(performance.now()).toBeLessThan(deadline(before, 7_000));
    expect(await status(body.id)).toBe('disconnected');
    const log = await eventually(
      async () => world.service.output(),
      (text) => text.includes('could not be revoked'),
    );
    const { code = '', state = '' } = Object.fromEntries(callback.searchParams);
    for (const secret of [code, state, begun.cookie, 'ac_', 'sk_test_']) {
      expect(log).not.toContain(secret);
    }
  });
});
