import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { allDone, customerEvents, settledInbox, storedNames } from '../support/inbox.totals.js';
import { deadline } from '../support/patience.js';
import { startRedisProxy, type RedisProxy } from '../support/redis.proxy.js';
import {
  prepareRefusals,
  REFUSAL_CODES,
  serviceRedisUrl,
  type RefusalKind,
  type Refusals,
} from '../support/redis.refusals.js';
import { startRedis, type Server } from '../support/server.process.js';
import { startService } from '../support/service.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type Account, type World } from '../support/world.js';

interface Health {
  status: string;
  checks: Record<string, { status: string; detail?: string }>;
}

const PREFIX = 'refused';
/** What is noticed by asking is noticed sooner; how long work waits stays as it is. */
const HURRY = { REDIS_PROBE_INTERVAL_MS: '500' };
/** Of a refusal until what came meanwhile is done; and until it is noticed that Redis works again. */
const WITHIN_MS = 10_000;
const NEEDS_NO_LOGIN: RefusalKind = 'a password that is suddenly required';
const WITH_LOGIN = (Object.keys(REFUSAL_CODES) as RefusalKind[]).filter((kind) => kind !== NEEDS_NO_LOGIN);
const AT_BOOT: RefusalKind[] = [
  'a rotated password',
  'channels forbidden',
  'a replica after a failover',
  'a Redis that loads its data',
  'a foreign value in a queue',
];

/** No process ends, all work is done from PostgreSQL, and health and metrics name the reason, until it is gone. */
describe('Redis that answers and refuses', () => {
  let redis: Server;
  let proxy: RedisProxy;
  let refusals: Refusals;
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;
  let bursts = 0;

  beforeAll(async () => {
    redis = await startRedis();
    proxy = await startRedisProxy({ host: '127.0.0.1', port: Number(new URL(redis.url).port) });
    refusals = await prepareRefusals(redis.url, PREFIX, proxy);
    world = await startWorld({ REDIS_URL: serviceRedisUrl(proxy, true), REDIS_PREFIX: PREFIX, ...HURRY });
    tenant = world.tenant();
    account = await world.account({ counts: { customers: 1, products: 500, coupons: 5 }, seed: 31 });
    integrationId = await tenant.connect(account.secretKey);
    await world.sandbox.control('POST', '/latency', { ms: 100, path: '/v1/products' });
  });
  afterEach(() => refusals?.endAll());
  afterAll(async () => {
    refusals?.close();
    await world?.end();
    await proxy?.end();
    await redis?.end();
  });

  const health = async (path = '/health') => (await (await fetch(world.service.url + path)).json()) as Health;
  const metrics = async () => (await fetch(`${world.service.url}/metrics`)).text();
  const sent = async () => {
    const lines = (await metrics()).split('\n').filter((line) => /^queue_hints_total.*outcome="sent"/.test(line));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  /**
   * A sync that runs when the fault comes, a burst of webhooks and one more sync that begins under it. Neither lists the customers of
   * the webhooks, whom the vendor does not have: a list that ends would take them for deleted.
   */
  const worksThrough = async (begin: () => Promise<void>): Promise<void> => {
    const running = await tenant.sync(integrationId, 'products', 'full');
    await eventually(
      async () => (await tenant.call<typeof running>('GET', `/sync/runs/${running.id}`)).body.status,
      (status) => status === 'running',
      WITHIN_MS,
    );
    await begin();
    const began = performance.now();
    const prefix = `evtburst${++bursts}x`;
    const { bodies, names } = customerEvents(account.id, prefix, 50, 2);
    const sender = new WebhookSender(() => world.service.url);
    await sender.send(bodies);
    sender.end();
    expect(Object.fromEntries(sender.outcomes)).toEqual({ 200: 100 });
    const second = await tenant.sync(integrationId, 'coupons', 'full');
    expect(await settledInbox(world.database.adminUrl, prefix, 100, WITHIN_MS)).toEqual(allDone(100));
    expect(await storedNames(world.database.adminUrl, prefix)).toEqual(names);
    for (const { id } of [running, second]) {
      expect(await tenant.finished(id, WITHIN_MS)).toMatchObject({ status: 'succeeded', error: null });
    }
    expect(performance.now()).toBeLessThan(deadline(began, WITHIN_MS));
  };

  const names = async (code: string): Promise<void> => {
    const shown = await eventually(
      () => health(),
      ({ checks }) => checks.redis?.detail?.includes(code) === true,
      WITHIN_MS,
    );
    expect(shown).toMatchObject({ status: 'degraded', checks: { redis: { status: 'degraded' } } });
    expect(await health('/health/ready')).toMatchObject({ status: 'degraded' });
    const text = await metrics();
    expect(text).toMatch(new RegExp(`^redis_problem\\{queue="integration-critical",code="${code}"\\} 1$`, 'm'));
    expect(text).toMatch(/^dependency_up\{dependency="redis"\} 0$/m);
  };

  const recovers = async (): Promise<void> => {
    const before = await sent();
    await refusals.endAll();
    await eventually(
      () => health(),
      ({ status }) => status === 'ok',
      WITHIN_MS,
    );
    expect((await tenant.syncAndWait(integrationId, 'coupons')).status).toBe('succeeded');
    expect(await sent()).toBeGreaterThan(before);
    expect(await metrics()).not.toMatch(/^redis_problem\{/m);
  };

  it.each(WITH_LOGIN)('at run time: %s', async (kind) => {
    await worksThrough(() => refusals.begin(kind));
    await names(REFUSAL_CODES[kind]);
    await recovers();
    expect(world.service.process.exitCode).toBeNull();
  });

  it('refuses callers with wrong credentials all the same, and keeps none of them waiting', async () => {
    await refusals.begin('keys forbidden');
    for (let n = 0; n < 5; n++) {
      const began = performance.now();
      const { status } = await fetch(`${world.service.url}/api/v1/integrations`, {
        headers: { authorization: 'Bearer x' },
      });
      expect(status).toBe(401);
      expect(performance.now()).toBeLessThan(deadline(began, 1_500));
    }
  });

  it('is one line of the log each time', () => {
    const lines = world.service.output().split('\n');
    const said = lines.filter((line) => /redis: refusing/.test(line));
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThan(2 * WITH_LOGIN.length + 1);
    expect(lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
  });

  it.each(AT_BOOT)('at boot: %s', async (kind) => {
    await refusals.begin(kind);
    await world.service.stop();
    delete world.service.env.REDIS_PROBE_INTERVAL_MS;
    await world.restart();
    await worksThrough(() => Promise.resolve());
    await names(REFUSAL_CODES[kind]);
    await recovers();
    expect(world.service.process.exitCode).toBeNull();
  });

  it('at boot and at run time: a password that the service was never given', async () => {
    const withLogin = world.service.env;
    await refusals.begin(NEEDS_NO_LOGIN);
    await world.service.stop();
    world.service = await startService({ ...withLogin, REDIS_URL: serviceRedisUrl(proxy, false) });
    await worksThrough(() => Promise.resolve());
    await names('NOAUTH');
    await recovers();
    await worksThrough(() => refusals.begin(NEEDS_NO_LOGIN));
    await names('NOAUTH');
    await recovers();
    expect(world.service.process.exitCode).toBeNull();
  });
});
