import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonical, compare } from '../support/record.comparison.js';
import { query } from '../support/database.js';
import { elapse } from '../support/fixed.wait.js';
import { patient } from '../support/patience.js';
import { deliver, stripeEventBody, stripeSignature } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

interface EventRow {
  id: string;
  status: string;
  type: string;
  eventId: string;
  duplicates: number;
}

describe('Stripe webhooks', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    account = await world.account({ scale: 200, seed: 4 });
    integrationId = await tenant.connect(account.secretKey);
    await tenant.syncAndWait(integrationId);
  });
  afterAll(() => world?.end());

  const now = () => Math.floor(Date.now() / 1000);
  const events = async (filter = '') =>
    (await tenant.call<{ data: EventRow[] }>('GET', `/webhooks/events?limit=200${filter}`)).body.data;
  const settled = (eventId: string) =>
    eventually(
      async () => (await events()).find((event) => event.eventId === eventId),
      (event) => event !== undefined && !['received', 'processing'].includes(event.status),
    );
  const record = (type: string, id: string) =>
    tenant.call('GET', `/integrations/${integrationId}/records/${type}/${id}?raw=true`);
  const open = async () =>
    query<{ n: number }>(
      world.database.adminUrl,
      `SELECT count(*)::int AS n FROM webhook_events WHERE status IN ('received', 'processing')`,
    );

  it('applies a newer snapshot, recognises a duplicate by its id, and ignores an older state', async () => {
    const created = now() + 5;
    const body = (id: string, at: number, name: string) =>
      stripeEventBody({
        id,
        type: 'customer.updated',
        account: account.id,
        created: at,
        object: { id: 'cus_hook', object: 'customer', name },
      });
    const newer = body('evt_newer', created, 'New');
    expect(await deliver(world.service.url, newer)).toEqual({
      status: 200,
      body: { received: true, duplicate: false },
    });
    expect(await deliver(world.service.url, newer)).toEqual({ status: 200, body: { received: true, duplicate: true } });
    await deliver(world.service.url, body('evt_older', created - 100, 'Old'));
    await settled('evt_newer');
    await settled('evt_older');
    expect((await record('customers', 'cus_hook')).body).toMatchObject({ data: { name: 'New' }, raw: { name: 'New' } });
    expect((await events()).find(({ eventId }) => eventId === 'evt_newer')).toMatchObject({
      duplicates: 1,
      status: 'done',
    });
  });

  it('keeps an unknown event type, and an account that nobody connected', async () => {
    const unknown = stripeEventBody({
      id: 'evt_unknown',
      type: 'wormhole.opened',
      account: account.id,
      created: now(),
      object: { id: 'w', object: 'wormhole' },
    });
    expect(await deliver(world.service.url, unknown)).toMatchObject({ status: 200 });
    expect(await settled('evt_unknown')).toMatchObject({ status: 'ignored' });
    const nobody = stripeEventBody({
      id: 'evt_nobody',
      type: 'customer.created',
      account: 'acct_nobody',
      created: now(),
      object: { id: 'c', object: 'customer' },
    });
    expect(await deliver(world.service.url, nobody)).toMatchObject({ status: 200 });
    expect(
      await query(world.database.adminUrl, `SELECT status FROM webhook_events WHERE event_id = 'evt_nobody'`),
    ).toEqual([{ status: 'ignored' }]);
    expect((await events()).some(({ eventId }) => eventId === 'evt_nobody')).toBe(false);
  });

  it('brings 120 objects of five events, two in one second, shuffled and doubled, to the state of the sandbox', async () => {
    const { created } = await world.sandbox.control<{ created: { stream: string; id: string }[] }>(
      'POST',
      `/accounts/${account.id}/mutate`,
      { creates: 120, streams: ['customers'], seed: 31 },
    );
    const bodies: string[] = [];
    let n = 0;
    for (const { id } of created) {
      const final = (await world.sandbox.objects(account.id, 'customers')).find((object) => object.id === id);
      const at = now() - 50;
      for (const [step, second] of [at, at + 1, at + 2, at + 3, at + 3].entries()) {
        const object = step === 4 ? { ...final } : { ...final, description: `step ${step}` };
        bodies.push(
          stripeEventBody({
            id: `evt_order_${n++}`,
            type: 'customer.updated',
            account: account.id,
            created: second,
            object,
          }),
        );
      }
      if (n >= 600) break;
    }
    const shuffled = [...bodies, ...bodies.filter((_, i) => i % 3 === 0)]
      .map((body, i) => ({ body, key: (i * 7919) % 1009 }))
      .sort((a, b) => a.key - b.key);
    for (let i = 0; i < shuffled.length; i += 50) {
      const answers = await Promise.all(shuffled.slice(i, i + 50).map(({ body }) => deliver(world.service.url, body)));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
    }
    await eventually(open, ([row]) => row?.n === 0, 60_000);
    expect(
      await query(
        world.database.adminUrl,
        `SELECT count(*)::int AS n FROM webhook_events WHERE event_id LIKE 'evt_order_%' AND status = 'done'`,
      ),
    ).toEqual([{ n: 600 }]);
    expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toMatchObject({
      missing: [],
      different: [],
    });
  });

  it('follows the signed deliveries of the sandbox, duplicates and all', async () => {
    await world.sandbox.control('POST', '/connections', { account: account.id });
    await world.sandbox.control('POST', '/webhook-endpoints', {
      platform: true,
      url: `${world.service.url}/api/v1/webhooks/stripe`,
      secret: world.service.env.STRIPE_WEBHOOK_SECRET,
      enabledEvents: ['*'],
    });
    await world.sandbox.control('POST', '/webhooks', { duplicates: 0.3, shuffle: true });
    await world.sandbox.control('POST', `/accounts/${account.id}/mutate`, { updates: 80, deletes: 20, seed: 41 });
    await eventually(
      () => world.sandbox.control<{ pending: number; delivered: number }>('GET', '/webhooks'),
      ({ pending, delivered }) => pending === 0 && delivered >= 100,
    );
    await eventually(open, ([row]) => row?.n === 0);
    for (const stream of ['customers', 'invoices', 'charges', 'payments', 'refunds']) {
      expect([stream, (await compare(world.sandbox, account.id, tenant, integrationId, stream)).different]).toEqual([
        stream,
        [],
      ]);
    }
    await world.sandbox.control('DELETE', '/webhook-endpoints');
  });

  it('keeps a newer state that arrives by webhook while an older page is being written', async () => {
    const other = world.tenant();
    const id = await other.connect(account.secretKey);
    const [victim] = await world.sandbox.objects(account.id, 'customers');
    await world.sandbox.control('POST', '/latency', { ms: patient(2_500), path: '/v1/customers' });
    const run = await other.sync(id, 'customers', 'full');
    await eventually(
      async () => (await other.call<{ status: string }>('GET', `/sync/runs/${run.id}`)).body,
      ({ status }) => status === 'running',
    );
    await elapse(patient(1_600));
    // The page was read at half of its latency, and is still on its way.
    const newer = { ...victim, name: 'By webhook' };
    await deliver(
      world.service.url,
      stripeEventBody({
        id: 'evt_race',
        type: 'customer.updated',
        account: account.id,
        created: now() + 1,
        object: newer,
      }),
    );
    await world.sandbox.control('POST', '/latency', { ms: 0, path: '/v1/customers' });
    expect((await other.finished(run.id)).status).toBe('succeeded');
    const kept = await other.call('GET', `/integrations/${id}/records/customers/${victim?.id}?raw=true`);
    expect(canonical((kept.body as { raw: unknown }).raw)).toBe(canonical(newer));
  });

  it("serves a tenant's own endpoint with its own secrets, and rotates them with overlap", async () => {
    const { body: endpoint } = await tenant.call<{ id: string; url: string }>(
      'POST',
      `/integrations/${integrationId}/webhook-endpoints`,
      { secret: 'whsec_own_first_secret' },
    );
    const path = new URL(endpoint.url).pathname;
    const post = async (id: string, secret: string, more: Record<string, unknown> = {}) => {
      const body = stripeEventBody({
        ...more,
        id,
        type: 'customer.updated',
        created: now() + 50,
        object: { id: 'cus_own', object: 'customer', name: id },
      });
      const response = await fetch(world.service.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret) },
        body,
      });
      return response.status;
    };
    expect(await post('evt_own_1', 'whsec_own_first_secret')).toBe(200);
    expect(await post('evt_own_2', 'whsec_somebody_elses')).toBe(401);
    expect(
      (
        await tenant.call('POST', `/integrations/${integrationId}/webhook-endpoints/${endpoint.id}/rotate`, {
          secret: 'whsec_own_second_secret',
        })
      ).status,
    ).toBe(200);
    // The refused delivery had the secrets read again, and that is not done twice within WEBHOOK_ENDPOINT_RELOAD_MS.
    await eventually(
      () => post('evt_own_3', 'whsec_own_second_secret'),
      (status) => status === 200,
    );
    expect(await post('evt_own_4', 'whsec_own_first_secret')).toBe(200);
    expect((await fetch(world.service.url + path)).status).toBe(200);
    expect((await fetch(world.service.url + path, { method: 'HEAD' })).status).toBe(200);
    await settled('evt_own_3');
    expect(await post('evt_foreign', 'whsec_own_second_secret', { account: 'acct_of_somebody_else' })).toBe(200);
    expect(await settled('evt_foreign')).toMatchObject({ status: 'ignored' });
    expect(
      (
        await fetch(`${world.service.url}/api/v1/webhooks/stripe/no-such-token-at-all`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        })
      ).status,
    ).toBe(404);
  });

  it('replays what is done, and answers what cannot be replayed', async () => {
    const [done] = await events('&status=done');
    expect((await tenant.call('POST', `/webhooks/events/${done?.id}/replay`)).status).toBe(202);
    await eventually(
      async () => (await tenant.call<EventRow>('GET', `/webhooks/events/${done?.id}`)).body,
      ({ status }) => status === 'done',
    );
    const stranger = world.tenant();
    expect((await stranger.call('POST', `/webhooks/events/${done?.id}/replay`)).status).toBe(404);
  });

  it('reads the object that a thin event names', async () => {
    const [customer] = await world.sandbox.objects(account.id, 'customers');
    await world.sandbox.control('POST', `/accounts/${account.id}/update`, {
      stream: 'customers',
      id: customer?.id,
      patch: { name: 'Thin' },
    });
    const thin = JSON.stringify({
      id: 'evt_thin',
      object: 'v2.core.event',
      type: 'v1.customer.updated',
      created: new Date().toISOString(),
      livemode: false,
      context: account.id,
      related_object: { id: customer?.id, type: 'customer', url: `/v1/customers/${customer?.id}` },
    });
    expect(await deliver(world.service.url, thin)).toMatchObject({ status: 200 });
    expect(await settled('evt_thin')).toMatchObject({ status: 'done' });
    expect((await record('customers', String(customer?.id))).body).toMatchObject({ data: { name: 'Thin' } });
  });

  it('disconnects an account that deauthorizes us', async () => {
    const body = stripeEventBody({
      id: 'evt_bye',
      type: 'account.application.deauthorized',
      account: account.id,
      created: now(),
      object: { id: 'ca_1', object: 'application' },
    });
    expect(await deliver(world.service.url, body)).toMatchObject({ status: 200 });
    await eventually(
      async () => (await tenant.call<{ status: string }>('GET', `/integrations/${integrationId}`)).body,
      ({ status }) => status === 'disconnected',
    );
    expect((await tenant.call('POST', '/sync', { integrationId, syncType: 'all' })).status).toBe(409);
  });
});
