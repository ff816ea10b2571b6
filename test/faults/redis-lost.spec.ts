import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compare, SAME } from '../support/record.comparison.js';
import { elapse } from '../support/fixed.wait.js';
import { allDone, customerEvents, settledInbox, storedNames } from '../support/inbox.totals.js';
import { seeded } from '../support/seeded.random.js';
import { startRedis, type Server } from '../support/server.process.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type Account, type World } from '../support/world.js';

interface Health {
  status: string;
  checks: Record<string, { status: string }>;
}

describe('Redis that loses everything, or is away', () => {
  let redis: Server;
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    redis = await startRedis();
    world = await startWorld({ REDIS_URL: redis.url });
    tenant = world.tenant();
    account = await world.account({ counts: { customers: 1_000 }, seed: 21 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(async () => {
    await world?.end();
    await redis?.end();
  });

  const health = async (path = '/health') => {
    const response = await fetch(world.service.url + path);
    return { status: response.status, body: (await response.json()) as Health };
  };
  const flush = async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  };
  const killAndRestart = async () => {
    await redis.kill();
    await redis.restart();
  };

  it('loses no webhook when it is wiped and killed, in turn, twenty times during a burst of 5,000', async () => {
    const { bodies, names } = customerEvents(account.id, 'evtwipe', 1_000, 5);
    const sender = new WebhookSender(() => world.service.url);
    const random = seeded();
    const times = 20;
    let sent = 0;
    for (let time = 0; time < times; time++) {
      const part = bodies.slice(sent, (sent += bodies.length / times));
      const sending = sender.send(part);
      await elapse(random.integer(50));
      await (time % 2 === 0 ? flush() : killAndRestart());
      await sending;
    }
    sender.end();
    expect(Object.fromEntries(sender.outcomes)).toEqual({ 200: 5_000 });
    expect(await settledInbox(world.database.adminUrl, 'evtwipe', 5_000)).toEqual(allDone(5_000));
    expect(await storedNames(world.database.adminUrl, 'evtwipe')).toEqual(names);
  });

  it('is not missed while it is away: webhooks and syncs are done, and the service is ready, if degraded', async () => {
    await redis.kill();
    const { bodies, names } = customerEvents(account.id, 'evtaway', 200, 5);
    const sender = new WebhookSender(() => world.service.url);
    await sender.send(bodies);
    sender.end();
    expect(Object.fromEntries(sender.outcomes)).toEqual({ 200: 1_000 });
    expect(await settledInbox(world.database.adminUrl, 'evtaway', 1_000, 20_000)).toEqual(allDone(1_000));
    expect(await storedNames(world.database.adminUrl, 'evtaway')).toEqual(names);
    // Not before: a full sync asks for customers that the list lacks, and the sandbox has none of the events'. A
    // customer that it finds gone at that moment takes none of the older states.
    const run = await tenant.sync(integrationId, 'customers', 'full');
    expect(await tenant.finished(run.id, 30_000)).toMatchObject({ status: 'succeeded', error: null });
    expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toMatchObject({
      missing: [],
      different: [],
    });

    for (const path of ['/health', '/health/ready']) {
      const degraded = { status: 'degraded', checks: { database: { status: 'ok' }, redis: { status: 'degraded' } } };
      expect([path, await health(path)]).toMatchObject([path, { status: 200, body: degraded }]);
    }
    await redis.restart();
    await eventually(
      () => health(),
      ({ body }) => body.status === 'ok',
    );
  });

  it('may go in the middle of a sync', async () => {
    const other = await world.account({ counts: { customers: 3_000 }, seed: 22 });
    const id = await tenant.connect(other.secretKey);
    await world.sandbox.control('POST', '/latency', { ms: 300, path: '/v1/customers' });
    const run = await tenant.sync(id, 'customers', 'full');
    await eventually(
      async () => (await tenant.call<typeof run>('GET', `/sync/runs/${run.id}`)).body,
      ({ progress }) => (progress.pages ?? 0) >= 3,
    );
    await redis.kill();
    expect(await tenant.finished(run.id)).toMatchObject({ status: 'succeeded', error: null });
    await world.sandbox.control('POST', '/latency', { ms: 0, path: '/v1/customers' });
    expect(await compare(world.sandbox, other.id, tenant, id, 'customers')).toEqual(SAME);
    await redis.restart();
  });

  it('need not be there when the service starts', async () => {
    await redis.kill();
    await world.service.stop();
    await world.restart();
    const { bodies, names } = customerEvents(account.id, 'evtboot', 100, 2);
    const sender = new WebhookSender(() => world.service.url);
    await sender.send(bodies);
    sender.end();
    expect(await settledInbox(world.database.adminUrl, 'evtboot', 200, 20_000)).toEqual(allDone(200));
    expect(await storedNames(world.database.adminUrl, 'evtboot')).toEqual(names);
    await redis.restart();
    await eventually(
      () => health(),
      ({ body }) => body.status === 'ok',
    );
  });
});
