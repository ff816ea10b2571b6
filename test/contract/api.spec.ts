import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceHeaders } from '../support/internal-service.headers.js';
import { fetchOpenApi, routesOf } from '../support/openapi.routes.js';
import { eventually, type Answer, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';
import { INTEGRATION, PROBLEM, PROVIDER, RECORD, RUN, TIME, UUID, type Page } from './shapes.js';

/** Section 4 and 5 of the contract, but for what other specs are about. */
const ROUTES = [
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /api/v1/providers',
  'GET /api/v1/providers/{provider}',
  'GET /api/v1/integrations',
  'GET /api/v1/integrations/{id}',
  'GET /api/v1/integrations/{id}/records',
  'GET /api/v1/integrations/{id}/records/{type}/{externalId}',
  'POST /api/v1/integrations',
  'PATCH /api/v1/integrations/{id}',
  'DELETE /api/v1/integrations/{id}',
  'POST /api/v1/integrations/{id}/test',
  'POST /api/v1/integrations/{id}/refresh',
  'GET /api/v1/integrations/{id}/webhook-endpoints',
  'POST /api/v1/integrations/{id}/webhook-endpoints',
  'POST /api/v1/integrations/{id}/webhook-endpoints/{endpointId}/rotate',
  'DELETE /api/v1/integrations/{id}/webhook-endpoints/{endpointId}',
  'POST /api/v1/sync',
  'POST /api/v1/sync/events',
  'POST /api/v1/sync/tickets',
  'POST /api/v1/sync/payments',
  'POST /api/v1/sync/contacts',
  'GET /api/v1/integrations/{id}/rules',
  'GET /api/v1/integrations/{id}/rules/{rule}',
  'PUT /api/v1/integrations/{id}/rules/{rule}',
  'POST /api/v1/integrations/{id}/rules/{rule}/preview',
  'GET /api/v1/integrations/{id}/choices/{option}',
  'GET /api/v1/sync/outbound',
  'GET /api/v1/sync/outbound/{id}',
  'GET /api/v1/sync/outbound/batches/{id}',
  'GET /api/v1/sync/outbound/batches/{id}/events',
  'GET /api/v1/sync/outbound/consents',
  'POST /api/v1/sync/outbound/{id}/replay',
  'POST /api/v1/sync/outbound/{id}/resolve',
  'POST /api/v1/sync/outbound/replay',
  'GET /api/v1/sync/runs',
  'GET /api/v1/sync/runs/{id}',
  'GET /api/v1/sync/runs/{id}/events',
  'GET /api/v1/sync/status',
  'GET /api/v1/sync/schedules',
  'POST /api/v1/sync/runs/{id}/cancel',
  'POST /api/v1/sync/runs/{id}/retry',
  'PUT /api/v1/sync/schedules/{integrationId}/{syncType}',
  'POST /api/v1/sync/batch',
  'POST /api/v1/webhooks/{provider}',
  'POST /api/v1/webhooks/{provider}/{endpointToken}',
  'GET /api/v1/webhooks/{provider}',
  'GET /api/v1/webhooks/{provider}/{endpointToken}',
  'GET /api/v1/webhooks/events',
  'GET /api/v1/webhooks/events/{id}',
  'POST /api/v1/webhooks/events/{id}/replay',
  'POST /api/v1/webhooks/events/replay',
  'GET /api/v1/admin/queues',
  'GET /api/v1/admin/queues/ui',
  'POST /api/v1/admin/queues/{name}/pause',
  'POST /api/v1/admin/queues/{name}/resume',
  'GET /api/v1/admin/dead-letters',
  'POST /api/v1/admin/dead-letters/{kind}/{id}/replay',
  'POST /api/v1/admin/dead-letters/{kind}/{id}/discard',
  'GET /api/v1/admin/integrations',
  'GET /api/v1/admin/health-summary',
  'POST /api/v1/admin/sync/force',
  'POST /api/v1/admin/recover-stale',
  'POST /api/v1/admin/cleanup',
  'GET /api/v1/admin/usage',
  'GET /api/v1/admin/audit',
];

describe('The API', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    account = await world.account({ scale: 60, seed: 5 });
  });
  afterAll(() => world?.end());

  it('documents every route of the contract', async () => {
    const documented = routesOf(await fetchOpenApi(world.service.url)).map(({ method, path }) => `${method} ${path}`);
    expect(ROUTES.filter((route) => !documented.includes(route))).toEqual([]);
    expect((await fetch(`${world.service.url}/docs`)).status).toBe(200);
  });

  it.each(['GET', 'HEAD'])(
    'answers %s on the URL of a webhook, whatever the query, for known providers',
    async (method) => {
      const probe = (path: string) => fetch(`${world.service.url}/api/v1/webhooks/${path}`, { method });
      for (const provider of ['stripe', 'square', 'mailchimp', 'quickbooks']) {
        for (const path of [
          provider,
          `${provider}?a=&a=b&c`,
          `${provider}/no-such-token`,
          `${provider}/x?challenge=1`,
        ]) {
          expect([path, (await probe(path)).status]).toEqual([path, 200]);
        }
      }
      for (const path of [
        'nobody',
        'nobody/token',
        'nobody?a=1',
        'Stripe',
        '__proto__',
        'constructor/x',
        '%20stripe',
      ]) {
        const answer = await probe(path);
        expect([path, answer.status]).toEqual([path, 404]);
        if (method === 'GET')
          expect(await answer.json()).toEqual({ ...PROBLEM, status: 404, code: 'unknown_provider' });
      }
    },
  );

  it('lists providers', async () => {
    const { status, body } = await tenant.call<Page>('GET', '/providers');
    expect([status, body.nextCursor]).toEqual([200, null]);
    const stripe = body.data.find(({ provider }) => provider === 'stripe');
    expect(stripe).toMatchObject(PROVIDER);
    const streams = stripe?.streams as { name: string; snapshots: string | null }[] | undefined;
    expect(streams?.find(({ name }) => name === 'customers')?.snapshots).toContain('at most one read');
    expect((await tenant.call('GET', '/providers/stripe')).body).toEqual(stripe);
    expect(await tenant.call('GET', '/providers/nobody')).toMatchObject({
      status: 404,
      body: { code: 'unknown_provider' },
    });
  });

  it('connects an account by key, in the shape that was promised', async () => {
    const { status, body } = await tenant.call('POST', '/integrations', {
      provider: 'stripe',
      name: 'Box office',
      venueId: 'venue-1',
      environment: 'sandbox',
      credentials: { apiKey: account.secretKey },
      settings: {},
    });
    expect([status, body]).toEqual([
      201,
      { ...INTEGRATION, name: 'Box office', venueId: 'venue-1', status: 'connected' },
    ]);
    expect(body).toMatchObject({
      externalAccountId: account.id,
      environment: 'sandbox',
      lastSyncAt: null,
      lastError: null,
    });
    integrationId = String(body.id);
    expect((await tenant.call('GET', `/integrations/${integrationId}`)).body).toEqual(body);
    expect((await tenant.call('GET', '/integrations')).body).toEqual({ data: [body], nextCursor: null });
  });

  it('refuses what the provider refuses, and says when it cannot be asked', async () => {
    const post = (body: Record<string, unknown>) =>
      tenant.call('POST', '/integrations', { provider: 'stripe', credentials: { apiKey: account.secretKey }, ...body });
    expect(await post({})).toMatchObject({ status: 409, body: { ...PROBLEM, code: 'integration_exists' } });
    expect(await post({ credentials: { apiKey: 'sk_test_no' } })).toMatchObject({
      status: 422,
      body: { ...PROBLEM, code: 'provider_rejected_credentials' },
    });
    for (const body of [
      { provider: 'nobody' },
      { credentials: {} },
      { credentials: { apiKey: '' } },
      { credentials: { apiKey: 'x', more: 'y' } },
      { environment: 'production' },
      { environment: 'staging' },
      { name: '' },
      { venueId: 7 },
      { settings: [] },
      { settings: { note: 'x' } },
    ]) {
      expect([body, (await post(body)).body.code]).toEqual([body, 'validation_failed']);
    }
    await world.sandbox.control('POST', '/faults', { kind: 'status500', times: 100 });
    const away = await post({});
    await world.sandbox.control('DELETE', '/faults');
    expect(away).toMatchObject({ status: 502, body: { ...PROBLEM, code: 'provider_unavailable' } });
    expect((await tenant.call<Page>('GET', '/integrations')).body.data).toHaveLength(1);
  });

  it('changes, tests and refreshes an integration', async () => {
    const path = `/integrations/${integrationId}`;
    const renamed = await tenant.call('PATCH', path, { name: 'Renamed', venueId: null });
    expect(renamed).toMatchObject({ status: 200, body: { ...INTEGRATION, name: 'Renamed', venueId: null } });
    expect((await tenant.call('PATCH', path, { status: 'paused' })).body).toMatchObject({ status: 'paused' });
    expect(await tenant.call('POST', '/sync', { integrationId, syncType: 'all' })).toMatchObject({ status: 409 });
    expect((await tenant.call('POST', `${path}/refresh`)).body).toMatchObject({ status: 'paused' });
    expect((await tenant.call('PATCH', path, { status: 'connected' })).body).toMatchObject({ status: 'connected' });
    expect((await tenant.call('PATCH', path, { status: 'error' })).status).toBe(400);
    expect(await tenant.call('POST', `${path}/test`)).toMatchObject({
      status: 200,
      body: { ok: true, checkedAt: TIME, externalAccountId: account.id, error: null },
    });
    const other = await world.account({ scale: 1, seed: 6 });
    const foreign = await tenant.call('PATCH', path, { credentials: { apiKey: other.secretKey } });
    expect(foreign).toMatchObject({ status: 409, body: { code: 'other_account' } });
  });

  it('stops at a revoked key, and goes on with a new one', async () => {
    const owner = world.tenant();
    const key = `sk_test_${randomUUID().replaceAll('-', '')}`;
    await world.sandbox.control('POST', '/keys', { account: account.id, key });
    const path = `/integrations/${await owner.connect(key)}`;
    await world.sandbox.control('POST', '/keys', { account: account.id, key, revoked: true });
    expect(await owner.call('POST', `${path}/test`)).toMatchObject({ status: 200, body: { ok: false } });
    const state = await owner.call('GET', path);
    expect(state.body).toMatchObject({ status: 'needs_reauth', lastError: { code: expect.any(String) } });
    expect(await owner.call('POST', `${path}/refresh`)).toMatchObject({ status: 422 });
    const renewed = await owner.call('PATCH', path, { credentials: { apiKey: account.secretKey } });
    expect(renewed).toMatchObject({ status: 200, body: { status: 'connected' } });
    expect((await owner.call('POST', `${path}/refresh`)).status).toBe(200);
  });

  it('runs a sync once however often it is asked for, and tells who asked', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => tenant.call('POST', '/sync', { integrationId, syncType: 'all' })),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.id)}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({
      status: 202,
      body: { ...RUN, integrationId, mode: 'incremental', trigger: 'user' },
    });
    const done = await tenant.finished(String(answers[0]?.body.id));
    expect(done).toEqual({ ...RUN, status: 'succeeded', startedAt: TIME, finishedAt: TIME, error: null });
    const path = '/api/v1/sync';
    const sent = JSON.stringify({ integrationId, syncType: 'customers', mode: 'full' });
    const response = await fetch(`${world.service.url}${path}`, {
      method: 'POST',
      headers: {
        ...serviceHeaders({ service: 'notification-service', tenantId: tenant.id, method: 'POST', path }),
        'content-type': 'application/json',
      },
      body: sent,
    });
    const run = (await response.json()) as { id: string };
    expect(run).toMatchObject({ trigger: 'service', mode: 'full', syncType: 'customers' });
    expect(await tenant.finished(run.id)).toMatchObject({ status: 'succeeded' });
    expect((await tenant.call('GET', `/integrations/${integrationId}`)).body).toMatchObject({ lastSyncAt: TIME });
  });

  it('pages over records without a gap or a repetition', async () => {
    const base = `/integrations/${integrationId}/records`;
    const since = 'updatedSince=2000-01-01T00:00:00Z';
    const ofOne = ['type=customers', `type=customers&${since}`, 'type=customer', 'type=customers&deleted=false'];
    for (const filter of [...ofOne, '', since, `${since}&deleted=false`, 'deleted=false']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = [filter, 'limit=7', cursor && `cursor=${cursor}`].filter(Boolean).join('&');
        const { body }: Answer<Page> = await tenant.call('GET', `${base}?${query}`);
        expect(body.data.length).toBeLessThanOrEqual(7);
        seen.push(...body.data.map(({ type, externalId }) => `${String(type)}/${String(externalId)}`));
        cursor = body.nextCursor;
      } while (cursor);
      const all = Object.values(account.counts).reduce((sum, count) => sum + count, 0);
      const expected = ofOne.includes(filter) ? 60 : all;
      expect([filter, seen.length, new Set(seen).size]).toEqual([filter, expected, expected]);
    }
  });

  it('shows a record, with the JSON of the provider only when asked, and its tombstone', async () => {
    const base = `/integrations/${integrationId}/records`;
    const [first] = (await tenant.call<Page>('GET', `${base}?type=customers&limit=1`)).body.data;
    expect(first).toEqual({ ...RECORD, type: 'customers', deletedAt: null });
    const id = String(first?.externalId);
    expect((await tenant.call('GET', `${base}/customers/${id}`)).body).toEqual(first);
    const raw = await tenant.call('GET', `${base}/customers/${id}?raw=true`);
    expect(raw.body).toEqual({ ...first, raw: expect.objectContaining({ id, object: 'customer' }) });
    expect(await tenant.call('GET', `${base}/customers/cus_nobody`)).toMatchObject({ status: 404 });
    expect(await tenant.call('GET', `${base}?type=nothing`)).toMatchObject({ status: 400 });
    await world.sandbox.control('POST', `/accounts/${account.id}/delete`, { stream: 'customers', id });
    await tenant.syncAndWait(integrationId, 'customers');
    const tombstone = expect.objectContaining({ externalId: id, deletedAt: TIME });
    const gone = await tenant.call<Page>('GET', `${base}?type=customers&deleted=true`);
    expect(gone.body).toEqual({ data: [tombstone], nextCursor: null });
    const changedAt = String(gone.body.data[0]?.updatedAt);
    const changed = await tenant.call<Page>('GET', `${base}?type=customers&updatedSince=${changedAt}&limit=200`);
    expect(changed.body.data).toContainEqual(tombstone);
    expect(changed.body.data.filter(({ updatedAt }) => String(updatedAt) < changedAt)).toEqual([]);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await tenant.call('GET', `${base}?updatedSince=${later}`)).body).toEqual({ data: [], nextCursor: null });
    const live = await tenant.call<Page>('GET', `${base}?type=customers&deleted=false&limit=200`);
    expect(live.body.data.map(({ externalId }) => externalId)).not.toContain(id);
  });

  it('disconnects: the records stay, the credentials and the syncs do not', async () => {
    const owner = world.tenant();
    const id = await owner.connect(account.secretKey);
    await owner.syncAndWait(id, 'customers');
    expect((await owner.call('DELETE', `/integrations/${id}`)).status).toBe(204);
    expect((await owner.call('GET', `/integrations/${id}`)).body).toMatchObject({ status: 'disconnected' });
    expect((await owner.records(id, 'customers')).length).toBeGreaterThan(50);
    for (const answer of [
      await owner.call('POST', '/sync', { integrationId: id, syncType: 'all' }),
      await owner.call('POST', `/integrations/${id}/test`),
      await owner.call('POST', `/integrations/${id}/refresh`),
      await owner.call('PATCH', `/integrations/${id}`, { name: 'x' }),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'integration_disconnected' } });
    }
    const again = await owner.connect(account.secretKey);
    expect(again).toEqual(UUID);
    await eventually(
      async () => (await owner.call<Page>('GET', '/integrations?status=connected')).body.data,
      (data) => data.length === 1 && data[0]?.id === again,
    );
  });
});
