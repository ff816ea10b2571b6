import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atPage, PAGES_LOST_AT_ONCE, requestsFor, runOf } from '../support/backfill.progress.js';
import { compare, SAME } from '../support/record.comparison.js';
import { elapse } from '../support/fixed.wait.js';
import { allDone, customerEvents, settledInbox, storedNames } from '../support/inbox.totals.js';
import { deadline, patient } from '../support/patience.js';
import { startPostgres, type PostgresServer } from '../support/server.process.js';
import { deliver } from '../support/stripe.delivery.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type World } from '../support/world.js';

const CUSTOMERS = 5_000;
const LEASE_SECONDS = 2;

describe('PostgreSQL that is away', () => {
  let postgres: PostgresServer;
  let world: World;
  let tenant: Tenant;

  beforeAll(async () => {
    postgres = await startPostgres();
    world = await startWorld({ ...postgres.env, LEASE_SECONDS: String(LEASE_SECONDS) });
    tenant = world.tenant();
  });
  afterAll(async () => {
    await world?.end();
    await postgres?.end();
  });

  const ready = async () => {
    const response = await fetch(`${world.service.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as { checks: { database: { status: string } } } };
  };

  it.each([
    ['killed', 31, () => postgres.kill()],
    ['stopped', 32, () => postgres.stop()],
  ] as const)(
    'after it was %s: 503 until it is back, and then everything goes on where it was',
    async (how, seed, end) => {
      const prefix = `evt${how}`;
      const account = await world.account({ counts: { customers: CUSTOMERS }, seed });
      const integrationId = await tenant.connect(account.secretKey);
      await world.sandbox.control('POST', '/latency', { ms: 300, path: '/v1/customers' });
      const before = await requestsFor(world.sandbox, 'GET /v1/customers');
      const run = await tenant.sync(integrationId, 'customers', 'full');
      await atPage(tenant, run.id, 10);

      const { bodies, names } = customerEvents(account.id, prefix, 400, 5);
      const sender = new WebhookSender(() => world.service.url, 20);
      const sending = sender.send(bodies);
      await eventually(
        async () => sender.acknowledged,
        (acknowledged) => acknowledged >= 100,
      );
      await end();
      const acknowledged = sender.acknowledged;

      const [body = ''] = bodies;
      expect((await deliver(world.service.url, body)).status).toBe(503);
      const answer = await tenant.call('GET', '/integrations');
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0], answer.body.code]).toEqual([
        503,
        'application/problem+json',
        'service_unavailable',
      ]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await eventually(ready, ({ status }) => status === 503)).toMatchObject({
        body: { status: 'down', checks: { database: { status: 'down' } } },
      });
      expect((await fetch(`${world.service.url}/health/live`)).status).toBe(200);
      expect((await fetch(`${world.service.url}/api/v1/webhooks/stripe/token`)).status).toBe(200);
      // Longer than the lease of the run, so that it must be taken over.
      await elapse(patient(LEASE_SECONDS * 1_000 + 1_000));
      // Answers of what was committed already may have been on their way.
      expect(sender.acknowledged - acknowledged).toBeLessThanOrEqual(20);

      await postgres.restart();
      await sending;
      sender.end();
      const lost = sender.refusals.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0));
      expect(lost).toEqual([]);
      expect(sender.refusals.length).toBeGreaterThan(20);
      await eventually(ready, ({ status }) => status === 200);
      expect(await settledInbox(postgres.adminUrl, prefix, bodies.length)).toEqual(allDone(bodies.length));
      expect(await storedNames(postgres.adminUrl, prefix)).toEqual(names);

      expect(await tenant.finished(run.id)).toMatchObject({ status: 'succeeded', error: null });
      const { attempt, progress } = await runOf(tenant, run.id);
      expect([attempt, progress.created]).toEqual([1, CUSTOMERS]);
      expect((await requestsFor(world.sandbox, 'GET /v1/customers')) - before).toBeLessThanOrEqual(
        (progress.pages ?? 0) + 2 * PAGES_LOST_AT_ONCE,
      );
      const difference = await compare(world.sandbox, account.id, tenant, integrationId, 'customers');
      expect({ ...difference, extra: difference.extra.filter((id) => !names.has(id)) }).toEqual(SAME);
    },
  );

  it('but keeps its connections: 503 in time, never 200, and everything goes on once it answers', async () => {
    const account = await world.account({ counts: { customers: 1 }, seed: 33 });
    await tenant.connect(account.secretKey);
    const { bodies, names } = customerEvents(account.id, 'evtfrozen', 100, 2);
    const thaw = await postgres.freeze();
    const sender = new WebhookSender(() => world.service.url);
    const asked = performance.now();
    const sending = sender.send(bodies);
    try {
      await eventually(
        async () => sender.refusals.length,
        (refusals) => refusals >= 50,
      );
      // WEBHOOK_COMMIT_TIMEOUT_MS, less than any provider waits for.
      expect(performance.now()).toBeLessThan(deadline(asked, 10_000));
      expect(sender.refusals.every(({ status, retryAfter }) => status === 503 && Number(retryAfter) > 0)).toBe(true);
      expect(sender.acknowledged).toBe(0);
      expect((await ready()).status).toBe(503);
    } finally {
      thaw();
      await sending;
      sender.end();
    }
    expect(await settledInbox(postgres.adminUrl, 'evtfrozen', bodies.length)).toEqual(allDone(bodies.length));
    expect(await storedNames(postgres.adminUrl, 'evtfrozen')).toEqual(names);
  });
});
