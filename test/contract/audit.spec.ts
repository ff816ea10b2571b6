import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { freePort } from '../support/free.port.js';
import { deliver, stripeEventBody } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';
import { TIME, UUID } from './shapes.js';

interface Entry {
  tenantId: string;
  actor: string;
  action: string;
  target: string | null;
  detail: Record<string, unknown>;
}

const NO_TENANT = '00000000-0000-0000-0000-000000000000';
const SECRET = 'whsec_never_in_the_audit_log';
const PLATFORM = { STRIPE_SECRET_KEY: 'sk_test_platform', STRIPE_CLIENT_ID: 'ca_sandbox' };

describe('The audit log', () => {
  let world: World;
  let admin: Tenant;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    const port = String(await freePort());
    world = await startWorld({ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, ...PLATFORM });
    admin = world.tenant({ role: 'admin' });
    tenant = world.tenant({ role: 'venue-owner', sub: 'owner-7' });
    account = await world.account({ scale: 5, seed: 6 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(() => world?.end());

  /** Newest first. */
  const entries = async (filter: string): Promise<Entry[]> => {
    const { body } = await admin.call<{ data: Entry[] }>('GET', `/admin/audit?limit=200&${filter}`);
    return body.data;
  };
  const ofTenant = (of = tenant) => entries(`tenantId=${of.id}`);
  const refused = async () =>
    (await entries(`tenantId=${NO_TENANT}`)).filter(({ action }) => action === 'login.refused');
  const by = (action: string, target: string | null, detail: object = {}, actor = 'user:owner-7') => ({
    id: UUID,
    at: TIME,
    tenantId: tenant.id,
    actor,
    action,
    target,
    detail: expect.objectContaining(detail),
  });

  it('has who connected an account by key', async () => {
    const detail = { provider: 'stripe', externalAccountId: account.id, authMethod: 'key', again: false };
    expect(await ofTenant()).toEqual([by('integration.connected', integrationId, detail)]);
  });

  it('has new credentials, and no other change of an integration', async () => {
    await tenant.call('PATCH', `/integrations/${integrationId}`, { name: 'Renamed' });
    await tenant.call('PATCH', `/integrations/${integrationId}`, { credentials: { apiKey: account.secretKey } });
    const found = await ofTenant();
    expect(found).toHaveLength(2);
    expect(found[0]).toEqual(by('integration.connected', integrationId, { again: true }));
  });

  it('has webhook endpoints and their rotations, without a secret or a token', async () => {
    const path = `/integrations/${integrationId}/webhook-endpoints`;
    const { body } = await tenant.call<{ id: string; url: string }>('POST', path, { secret: SECRET });
    await tenant.call('POST', `${path}/${body.id}/rotate`, { secret: `${SECRET}_2`, overlapSeconds: 60 });
    await tenant.call('DELETE', `${path}/${body.id}`);
    await tenant.call('DELETE', `${path}/${body.id}`);
    const target = `${integrationId}/${body.id}`;
    expect((await ofTenant()).slice(0, 3)).toEqual([
      by('webhook_endpoint.removed', target),
      by('webhook_endpoint.secret_rotated', target, { overlapSeconds: 60 }),
      by('webhook_endpoint.created', target, { registered: false }),
    ]);
  });

  it('has changes of schedules', async () => {
    const path = `/sync/schedules/${integrationId}/customers`;
    await tenant.call('PUT', path, { everySeconds: 3600 });
    await tenant.call('PUT', path, { paused: true });
    await tenant.call('DELETE', path);
    await tenant.call('DELETE', path);
    const target = `${integrationId}/customers`;
    expect((await ofTenant()).slice(0, 3)).toEqual([
      by('schedule.removed', target),
      by('schedule.changed', target, { everySeconds: 3600, paused: true }),
      by('schedule.changed', target, { everySeconds: 3600, paused: false }),
    ]);
  });

  it('has replays of webhook events, of one and of many, by a tenant and by an administrator', async () => {
    const event = { id: 'evt_audit', type: 'wormhole.opened', account: account.id, created: 1, object: { id: 'w' } };
    await deliver(world.service.url, stripeEventBody(event));
    type Events = { data: { id: string; status: string }[] };
    const events = await eventually(
      async () => (await tenant.call<Events>('GET', '/webhooks/events')).body.data,
      (found) => found.length === 1 && !['received', 'processing'].includes(found[0]?.status ?? ''),
    );
    const { id = '', status = '' } = events[0] ?? {};
    expect((await tenant.call('POST', `/webhooks/events/${id}/replay`)).status).toBe(202);
    await tenant.call('POST', '/webhooks/events/replay', { filter: { status: 'dead', provider: 'stripe' } });
    expect((await ofTenant()).slice(0, 2)).toEqual([
      by('webhook_event.replayed', null, { filter: { status: 'dead', provider: 'stripe' }, replayed: 0 }),
      by('webhook_event.replayed', id, { filter: { status, ids: 1 }, replayed: 1 }),
    ]);
    await eventually(
      async () => (await tenant.call<{ status: string }>('GET', `/webhooks/events/${id}`)).body.status,
      (now) => now === status,
    );
    await query(world.database.adminUrl, `UPDATE webhook_events SET status = 'dead' WHERE id = $1`, [id]);
    expect((await admin.call('POST', `/admin/dead-letters/webhook/${id}/replay`)).status).toBe(202);
    expect((await ofTenant())[0]).toEqual(by('webhook_event.replayed', id, { replayed: 1 }, 'user:user-1'));
  });

  it('has who connected an account by OAuth, although the browser that came back named nobody', async () => {
    const other = world.tenant({ role: 'venue-owner', sub: 'owner-8' });
    const begun = await other.call<{ authorizeUrl: string }>(
      'POST',
      '/integrations/oauth/stripe/authorize',
      undefined,
      {
        'sec-fetch-site': 'same-origin',
      },
    );
    const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    // The sandbox is where the API is, and stands in for the page of consent as well.
    const location = (await fetch(begun.body.authorizeUrl, { redirect: 'manual' })).headers.get('location') ?? '';
    expect((await fetch(location, { headers: { cookie } })).status).toBe(201);
    const found = await ofTenant(other);
    const connected = { actor: 'user:owner-8', action: 'integration.connected', tenantId: other.id };
    expect(found).toMatchObject([
      { ...connected, detail: { provider: 'stripe', authMethod: 'platform', again: false } },
    ]);
    const { searchParams } = new URL(location);
    for (const name of ['code', 'state']) expect(JSON.stringify(found)).not.toContain(searchParams.get(name));
  });

  it('has the end of a connection once, whoever ended it', async () => {
    await tenant.call('DELETE', `/integrations/${integrationId}`);
    await tenant.call('DELETE', `/integrations/${integrationId}`);
    const found = await ofTenant();
    expect(found.filter(({ action }) => action === 'integration.disconnected')).toEqual([
      by('integration.disconnected', integrationId, { provider: 'stripe', externalAccountId: account.id }),
    ]);

    const again = await tenant.connect(account.secretKey);
    const object = { id: 'ca_sandbox', object: 'application' };
    const created = Math.floor(Date.now() / 1000) + 5;
    const event = { id: 'evt_bye', type: 'account.application.deauthorized', account: account.id, created, object };
    await deliver(world.service.url, stripeEventBody(event));
    const [last] = await eventually(ofTenant, ([newest]) => newest?.action === 'integration.disconnected');
    expect(last).toEqual(by('integration.disconnected', again, { provider: 'stripe' }, 'provider:stripe'));
  });

  it('has nothing of what was refused or only read', async () => {
    const before = await ofTenant();
    await tenant.call('POST', '/integrations', { provider: 'stripe', credentials: { apiKey: 'sk_test_wrong' } });
    await tenant.call('PUT', `/sync/schedules/${integrationId}/customers`, { everySeconds: 3600 });
    await tenant.call('GET', '/integrations');
    expect(await ofTenant()).toEqual(before);
  });

  it('holds no secret', async () => {
    const rows = JSON.stringify(await query(world.database.adminUrl, 'SELECT * FROM audit_log'));
    for (const secret of [SECRET, account.secretKey, tenant.token().split('.')[2] ?? '']) {
      expect(rows).not.toContain(secret);
    }
  });

  it('has refused logins, one row for a client and reason, when the process ends at the latest', async () => {
    const list = '/api/v1/integrations';
    const guess = { authorization: 'Bearer guess.guess.guess' };
    expect(await refused()).toEqual([]);
    for (let i = 0; i < 20; i++)
      expect((await send(world.service.url, { path: list, headers: guess })).status).toBe(401);
    const unknown = { method: 'POST', path: '/api/v1/webhooks/stripe/unknown-token' };
    for (let i = 0; i < 3; i++) expect((await send(world.service.url, unknown)).status).toBe(404);
    await world.service.stop();
    await world.restart();
    const found = await refused();
    const row = (reason: string, count: number) => ({
      tenantId: NO_TENANT,
      actor: 'client:127.0.0.1',
      action: 'login.refused',
      target: null,
      detail: { address: '127.0.0.1', reason, count, from: TIME, until: TIME },
    });
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining(row('unauthenticated', 20)),
        expect.objectContaining(row('webhook_endpoint_not_found', 3)),
      ]),
    );
    expect(JSON.stringify(found)).not.toContain('guess');
    expect(await entries(`actor=${encodeURIComponent('client:127.0.0.1')}`)).toEqual(found);
  });

  it('has them within the time that is configured, and goes on from there', async () => {
    await world.service.stop();
    world.service.env.AUDIT_REFUSED_LOGINS_FLUSH_MS = '50';
    await world.restart();
    const before = (await refused()).length;
    for (let more = 1; more <= 2; more++) {
      await send(world.service.url, { path: '/api/v1/integrations' });
      await eventually(refused, (found) => found.length === before + more);
    }
  });
});
