import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atPage, PAGES_LOST_AT_ONCE, requestsFor, runOf } from '../support/backfill.progress.js';
import { compare, SAME } from '../support/record.comparison.js';
import { elapse } from '../support/fixed.wait.js';
import { allDone, customerEvents, settledInbox, storedNames } from '../support/inbox.totals.js';
import { seeded } from '../support/seeded.random.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { WebhookSender } from '../support/webhook.sender.js';
import { startWorld, type World } from '../support/world.js';

const PAGE = 100;
const LEASE_SECONDS = 2;
/** The lease runs out, the reconciler finds it, and a page is read and written; some of it for a slow machine. */
const TAKEN_OVER_MS = 12_000;

describe('A service that is killed', () => {
  let world: World;
  let tenant: Tenant;

  beforeAll(async () => {
    world = await startWorld({ LEASE_SECONDS: String(LEASE_SECONDS) });
    tenant = world.tenant();
  });
  afterAll(() => world?.end());

  const random = seeded();
  const killAndRestart = async () => {
    await world.service.kill();
    await world.restart();
  };

  it('goes on with a backfill of 10,000 from its page, five times over', async () => {
    const customers = 10_000;
    const kills = 5;
    const account = await world.account({ counts: { customers }, seed: 11 });
    const integrationId = await tenant.connect(account.secretKey);
    await world.sandbox.control('POST', '/latency', { ms: 150, path: '/v1/customers' });
    const { id } = await tenant.sync(integrationId, 'customers', 'full');
    for (let kill = 1; kill <= kills; kill++) {
      const { status, progress } = await atPage(tenant, id, kill * 15);
      expect([kill, status]).toEqual([kill, 'running']);
      await elapse(random.integer(200));
      await killAndRestart();
      const left = await runOf(tenant, id);
      expect(left.progress.pages).toBeGreaterThanOrEqual(progress.pages ?? 0);
      await atPage(tenant, id, (left.progress.pages ?? 0) + 1, TAKEN_OVER_MS);
    }
    expect(await tenant.finished(id, 120_000)).toMatchObject({ status: 'succeeded', error: null });
    const run = await runOf(tenant, id);
    expect(run).toMatchObject({ attempt: 1, progress: { fetched: customers, created: customers } });
    expect(await compare(world.sandbox, account.id, tenant, integrationId, 'customers')).toEqual(SAME);

    // Where a walk hands over half of its range, both ends have a page that is not full.
    const pages = run.progress.pages ?? 0;
    expect(pages).toBeLessThan((customers / PAGE) * 1.5);
    expect(await requestsFor(world.sandbox, 'GET /v1/customers')).toBeLessThanOrEqual(
      pages + kills * PAGES_LOST_AT_ONCE,
    );
  });

  it('goes on with every stream of a backfill', async () => {
    const streams = ['customers', 'invoices', 'charges', 'payments', 'balance_transactions'];
    const account = await world.account({ scale: 1_500, seed: 12 });
    const integrationId = await tenant.connect(account.secretKey);
    await world.sandbox.control('POST', '/latency', { ms: 200 });
    const before = await requestsFor(world.sandbox);
    const { id } = await tenant.sync(integrationId, 'all', 'full');
    const kills = 3;
    for (let kill = 1; kill <= kills; kill++) {
      await atPage(tenant, id, kill * 25);
      await elapse(random.integer(200));
      await killAndRestart();
    }
    expect(await tenant.finished(id, 120_000)).toMatchObject({ status: 'succeeded', error: null });
    await world.sandbox.control('POST', '/latency', { ms: 0 });
    for (const stream of streams) {
      const difference = await compare(world.sandbox, account.id, tenant, integrationId, stream);
      expect([stream, difference]).toEqual([stream, SAME]);
    }
    const { progress, attempt } = await runOf(tenant, id);
    expect(attempt).toBe(1);
    expect(progress.created).toBe(Object.values(account.counts).reduce((sum, count) => sum + count, 0));
    // Six streams at a time, and the account itself, which every process asks for.
    const lost = kills * (6 * PAGES_LOST_AT_ONCE + 1);
    expect((await requestsFor(world.sandbox)) - before).toBeLessThanOrEqual((progress.requests ?? 0) + lost);
  });

  it('has done every webhook that it acknowledged', async () => {
    const account = await world.account({ counts: { customers: 1 }, seed: 13 });
    await tenant.connect(account.secretKey);
    const { bodies, names } = customerEvents(account.id, 'evtkill', 600, 5);
    const sender = new WebhookSender(() => world.service.url);
    const sending = sender.send(bodies);
    for (let kill = 1; kill <= 4; kill++) {
      const goal = (bodies.length * kill) / 6;
      await eventually(
        async () => sender.acknowledged,
        (acknowledged) => acknowledged >= goal,
      );
      await killAndRestart();
    }
    await sending;
    sender.end();
    expect([...sender.outcomes.keys()].sort()).toEqual([200, 'lost']);
    expect(sender.outcomes.get(200)).toBe(bodies.length);
    expect(await settledInbox(world.database.adminUrl, 'evtkill', bodies.length)).toEqual(allDone(bodies.length));
    expect(await storedNames(world.database.adminUrl, 'evtkill')).toEqual(names);
  });
});
