import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { allDone, customerEvents, inboxTotals, settledInbox, storedNames } from '../support/inbox.totals.js';
import { PostgresFaults } from '../support/postgres.faults.js';
import { PostgresProxy } from '../support/postgres.proxy.js';
import { startPostgres, type PostgresServer } from '../support/server.process.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type Account, type World } from '../support/world.js';

/** Lets what takes seconds by default be seen in a moment. */
const HURRY = {
  LEASE_SECONDS: '3',
  DATABASE_PROBE_INTERVAL_MS: '250',
  DATABASE_PROBE_TIMEOUT_MS: '1000',
  DATABASE_STATEMENT_TIMEOUT_MS: '2000',
  DATABASE_LOCK_TIMEOUT_MS: '2000',
  WEBHOOK_COMMIT_TIMEOUT_MS: '2000',
  DATABASE_PAUSE_MAX_MS: '1000',
};
const FAULTS = [
  'disk full',
  'out of memory',
  'I/O error',
  'internal error',
  'read-only',
  'password changed',
  'login forbidden',
  'no connections',
  'database closed',
  'database renamed',
  'locked inbox',
  'statement timeout',
  'transaction timeout',
  'unreachable',
  'silent',
  'starting',
];
const CONNECTIONS = 20;
const DELIVERIES = 60;
/** Of refusals, before a fault ends. */
const FAULT_MS = 1_500;

interface Ready {
  status: number;
  body: { status: string; checks: { database: { status: string; reason?: string } } };
}

describe('PostgreSQL that answers and refuses', () => {
  let postgres: PostgresServer;
  let proxy: PostgresProxy;
  let faults: PostgresFaults;
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    proxy = await new PostgresProxy(new URL(postgres.url)).listen();
    faults = new PostgresFaults(postgres, proxy);
    const env = Object.fromEntries(Object.entries(postgres.env).map(([name, url]) => [name, proxy.through(url)]));
    world = await startWorld({ ...env, ...HURRY });
    tenant = world.tenant();
    account = await world.account({ counts: { customers: 200, products: 200 }, seed: 61 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(async () => {
    await world?.end();
    await proxy?.close();
    await postgres?.end();
  });

  const ready = async (): Promise<Ready> => {
    const response = await fetch(`${world.service.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as Ready['body'] };
  };
  const isReady = () => eventually(ready, ({ status }) => status === 200);
  const metric = async (name: string) => {
    const text = await (await fetch(`${world.service.url}/metrics`)).text();
    return text.split('\n').filter((line) => line.startsWith(name));
  };

  it('is refused in every way that this spec knows', () => {
    expect(faults.all().map(({ name }) => name)).toEqual(FAULTS);
  });

  it.each(FAULTS)(
    '%s: 503 with Retry-After, no attempt used, a line a second, not ready, and nothing is lost',
    async (name) => {
      const fault = faults.all().find((one) => one.name === name)!;
      const prefix = `evt${name.replaceAll(/\W/g, '')}`;
      const { bodies, names } = customerEvents(account.id, prefix, DELIVERIES, 1);
      const linesBefore = world.service.output().split('\n').length;
      const logged = () => world.service.output().split('\n').slice(linesBefore);
      const isNamed = () => logged().some((line) => fault.reasons.some((reason) => line.includes(reason)));
      const began = performance.now();
      const end = await fault.begin();
      const sender = new WebhookSender(() => world.service.url, CONNECTIONS);
      const sending = sender.send(bodies);
      try {
        // At first it may be that the server ended the connections.
        const notReady = await eventually(ready, ({ body }) =>
          fault.reasons.includes(String(body.checks.database.reason)),
        );
        expect(notReady).toMatchObject({
          status: 503,
          body: { status: 'down', checks: { database: { status: 'down' } } },
        });
        await eventually(
          async () => performance.now() - began >= FAULT_MS && sender.refusals.length >= CONNECTIONS && isNamed(),
          Boolean,
        );
        expect((await ready()).status).toBe(503);
        expect(sender.acknowledged).toBe(0);
        // What only reads may still be served.
        const { status, headers, body } = await tenant.call('GET', '/webhooks/events');
        const isRefused =
          status === 503 && body.code === 'service_unavailable' && Number(headers.get('retry-after')) > 0;
        expect([status, status === 200 || isRefused]).toEqual([status, true]);
      } finally {
        await end();
      }
      await isReady();
      const seconds = (performance.now() - began) / 1000;
      await sending;
      sender.end();
      expect(sender.refusals.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0))).toEqual(
        [],
      );
      expect(sender.outcomes.get('lost')).toBeUndefined();

      const lines = logged();
      // One more for the beginning, and one for the end.
      expect(lines.length).toBeLessThanOrEqual(Math.ceil(seconds) + 2);
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.filter((line) => line.trimStart().startsWith('at '))).toEqual([]);
      expect(isNamed()).toBe(true);

      expect(await settledInbox(postgres.adminUrl, prefix, DELIVERIES)).toEqual(allDone(DELIVERIES));
      expect(await storedNames(postgres.adminUrl, prefix)).toEqual(names);
    },
  );

  it('names what it refused in a metric', async () => {
    const lines = await metric('database_failures_total');
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/trouble="disk_full"} [1-9]/),
        expect.stringMatching(/trouble="authentication"} [1-9]/),
      ]),
    );
    expect(await metric('dependency_up{dependency="database"}')).toEqual([expect.stringMatching(/ 1$/)]);
  });

  it('refuses what is to be written of events and of a run: neither uses an attempt, and both are done in the end', async () => {
    const { bodies, names } = customerEvents(account.id, 'evtrecords', 100, 1);
    const end = await faults.plant('records', '53100');
    const sender = new WebhookSender(() => world.service.url);
    await sender.send(bodies);
    sender.end();
    // Not the customers: a list that ends would take those of the webhooks for deleted, whom the vendor does not have.
    const run = await tenant.sync(integrationId, 'products', 'full');
    const failures = async () =>
      Number((await metric('database_failures_total{trouble="disk_full"}'))[0]?.split(' ')[1] ?? 0);
    const before = await failures();
    await eventually(failures, (now) => now >= before + 10);
    expect(await inboxTotals(postgres.adminUrl, 'evtrecords')).toMatchObject({
      done: 0,
      dead: 0,
      open: 100,
      attempts: 0,
    });
    await end();
    expect(await settledInbox(postgres.adminUrl, 'evtrecords', 100)).toEqual(allDone(100));
    expect(await storedNames(postgres.adminUrl, 'evtrecords')).toEqual(names);
    expect(await tenant.finished(run.id)).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  it('refuses one event again and again while others are done: then it is the event, which uses attempts', async () => {
    const end = await faults.plant('records', '53200', `NEW.external_id = 'cus_evtpoison0'`);
    const { bodies } = customerEvents(account.id, 'evtpoison', 50, 1);
    const sender = new WebhookSender(() => world.service.url);
    await sender.send(bodies);
    let sent = 0;
    const attempts = async () => {
      // One more of the others is done in between.
      await sender.send(customerEvents(account.id, `evtbetween${sent++}x`, 1, 1).bodies);
      const [row] = await query<{ attempts: number }>(
        postgres.adminUrl,
        `SELECT attempts FROM webhook_events WHERE event_id = 'evtpoison0_0'`,
      );
      return row?.attempts ?? 0;
    };
    await eventually(attempts, (count) => count > 0);
    sender.end();
    expect(await inboxTotals(postgres.adminUrl, 'evtpoison')).toMatchObject({ done: 49, open: 1, dead: 0 });
    expect(await settledInbox(postgres.adminUrl, 'evtbetween', sent)).toEqual(allDone(sent));
    await end();
    expect(await settledInbox(postgres.adminUrl, 'evtpoison', 50)).toMatchObject({ done: 50 });
  });

  it('is waited for when the service starts', async () => {
    await world.service.stop();
    await proxy.use('starting');
    const starting = world.restart();
    await eventually(
      async () => proxy.refused,
      (count) => count >= 2,
    );
    await proxy.use('pass');
    await starting;
    expect(world.service.output()).toMatch(/PostgreSQL is available after [\d.]+ s/);
    await isReady();
  });
});
