import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../support/http.client.js';
import { leaksIn, outlets } from '../support/leak.finder.js';
import { stripeEventBody, stripeSignature } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';
import type { Page } from './shapes.js';

const canary = (prefix: string) => `${prefix}CANARY${randomUUID().replaceAll('-', '')}`;

/** Strings that mean nothing to anyone: wherever one is found, a secret would have been. */
const CANARIES = {
  key: canary('sk_test_'),
  renewed: canary('sk_test_'),
  refused: canary('sk_test_'),
  misplaced: canary('sk_live_'),
  endpoint: canary('whsec_'),
  rotated: canary('whsec_'),
  platform: canary('whsec_'),
};

describe('Secrets', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  const answers: string[] = [];

  beforeAll(async () => {
    world = await startWorld({ LOG_LEVEL: 'trace', STRIPE_WEBHOOK_SECRET: CANARIES.platform });
    tenant = world.tenant();
    account = await world.account({ scale: 10, seed: 7 });
    for (const key of [CANARIES.key, CANARIES.renewed]) await keys({ key });
    await live();
  });
  afterAll(() => world?.end());

  const keys = (body: Record<string, unknown>) =>
    world.sandbox.control('POST', '/keys', { account: account.id, ...body });
  const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const answer = await tenant.call<Record<string, unknown>>(method, path, body, headers);
    answers.push(JSON.stringify(answer.body ?? null));
    return answer;
  };
  const post = async (path: string, body: string, secret: string) => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret) };
    const answer = await send(world.service.url, { method: 'POST', path, headers, body });
    answers.push(answer.text);
    return answer.status;
  };
  const event = (id: string, object: Record<string, unknown>) =>
    stripeEventBody({ id, type: 'customer.updated', account: account.id, created: 1, object });

  /** Uses every secret, well and badly. */
  async function live(): Promise<void> {
    const connect = (apiKey: string, more = {}) =>
      ask(
        'POST',
        '/integrations',
        { provider: 'stripe', credentials: { apiKey }, ...more },
        { 'idempotency-key': apiKey.slice(0, 12) },
      );
    const integrationId = String((await connect(CANARIES.key)).body.id);
    await tenant.syncAndWait(integrationId);
    await connect(CANARIES.refused);
    await ask('POST', '/integrations', { provider: 'stripe', credentials: { key: CANARIES.misplaced } });
    await ask('POST', '/integrations', { provider: CANARIES.misplaced.slice(0, 40), credentials: CANARIES.misplaced });
    const hooks = `/integrations/${integrationId}/webhook-endpoints`;
    const made = await ask('POST', hooks, { secret: CANARIES.endpoint }, { 'idempotency-key': 'endpoint' });
    await ask('POST', hooks, { secret: CANARIES.endpoint }, { 'idempotency-key': 'endpoint' });
    const path = new URL(String(made.body.url)).pathname;
    const visible = { id: 'cus_visible', object: 'customer', name: 'Visible in the body' };
    const statuses = [await post(path, event('evt_own', visible), CANARIES.endpoint)];
    await ask('POST', `${hooks}/${String(made.body.id)}/rotate`, { secret: CANARIES.rotated });
    // The secrets of an endpoint are looked up once a second at most.
    const rotated = () => post(path, event('evt_rotated', visible), CANARIES.rotated);
    statuses.push(await eventually(rotated, (status) => status === 200, 5_000));
    statuses.push(await post(path, event('evt_wrong', visible), CANARIES.platform));
    statuses.push(await post('/api/v1/webhooks/stripe', event('evt_platform', visible), CANARIES.platform));
    expect(statuses).toEqual([200, 200, 401, 200]);
    for (const kind of ['status500', 'reset', 'garbage', 'unauthorized']) {
      await world.sandbox.control('POST', '/faults', { kind, path: '/v1/products', times: 1 });
      await tenant.syncAndWait(integrationId, 'products', 'full').catch(() => undefined);
      await world.sandbox.control('DELETE', '/faults');
      await ask('PATCH', `/integrations/${integrationId}`, { credentials: { apiKey: CANARIES.key } });
    }
    await keys({ key: CANARIES.key, revoked: true });
    await ask('POST', `/integrations/${integrationId}/test`);
    await ask('POST', `/integrations/${integrationId}/refresh`);
    await ask('PATCH', `/integrations/${integrationId}`, { credentials: { apiKey: CANARIES.key } });
    await ask('PATCH', `/integrations/${integrationId}`, { credentials: { apiKey: CANARIES.renewed } });
    expect(await tenant.syncAndWait(integrationId, 'customers')).toMatchObject({ status: 'succeeded' });
    const { id } = await tenant.syncAndWait(integrationId, 'all', 'full');
    for (const shown of ['', `/${integrationId}`, `/${integrationId}/webhook-endpoints`])
      await ask('GET', `/integrations${shown}`);
    for (const shown of ['/sync/runs', `/sync/runs/${id}`, '/sync/status', '/webhooks/events']) await ask('GET', shown);
    await eventually(
      async () => (await tenant.call<Page>('GET', '/webhooks/events?status=done')).body.data,
      ({ length }) => length > 0,
    );
    const admin = world.tenant({ role: 'admin' });
    for (const shown of ['integrations', 'audit', 'dead-letters', 'health-summary', 'webhook-events', 'queues']) {
      answers.push(JSON.stringify((await admin.call('GET', `/admin/${shown}`)).body));
    }
  }

  it.each(outlets(() => world, answers, 'Visible in the body'))('are not in %s', async (_, read, visible) => {
    const text = await read();
    expect(text).toContain(visible);
    expect(leaksIn(text, Object.entries(CANARIES))).toEqual([]);
  });
});
