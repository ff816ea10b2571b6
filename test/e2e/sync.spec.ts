import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compare, SAME } from '../support/record.comparison.js';
import { query } from '../support/database.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

describe('Syncing an account', () => {
  let world: World;
  let tenant: Tenant;
  let account: Account;
  let integrationId: string;

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    account = await world.account({ scale: 300, seed: 3 });
    integrationId = await tenant.connect(account.secretKey);
  });
  afterAll(() => world?.end());

  const expectSame = async (streams = Object.keys(account.counts)) => {
    for (const stream of streams) {
      expect([stream, await compare(world.sandbox, account.id, tenant, integrationId, stream)]).toEqual([stream, SAME]);
    }
  };
  const requests = async () => (await world.sandbox.control<{ total: number }>('GET', '/requests')).total;

  it('brings in every object of every stream', async () => {
    const run = await tenant.syncAndWait(integrationId);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    expect(Object.keys(account.counts)).toHaveLength(28);
    await expectSame();
  });

  it('follows random changes, deletions and creations, at a cost that grows with the changes', async () => {
    for (const seed of [1, 2, 3]) {
      // Ten changes every minute: what changes twice within one second costs a read of its own.
      for (const minute of Array.from({ length: 10 }, (_, i) => seed * 20 + i)) {
        await world.sandbox.control('POST', '/clock', { offsetSeconds: minute * 60 });
        const changes = { updates: 6, deletes: 2, creates: 2, seed: seed * 100 + minute };
        await world.sandbox.control('POST', `/accounts/${account.id}/mutate`, changes);
      }
      await world.sandbox.control('DELETE', '/requests');
      const { progress } = await tenant.syncAndWait(integrationId);
      // Two for every hundred changes, and a constant: streams that no event tells of, and the ties that a creation
      // brings along, whose objects belong together.
      expect(await requests()).toBeLessThanOrEqual(2 + 8);
      expect(progress.fetched).toBeLessThan(400);
      await expectSame();
    }
  });

  it('settles changes of one second by reading, and comes out equal', async () => {
    await world.sandbox.control('POST', `/accounts/${account.id}/mutate`, { updates: 100, seed: 9, sameSecond: true });
    await tenant.syncAndWait(integrationId);
    await expectSame();
  });

  it('finds by a full run what happened unseen, and asks before it deletes', async () => {
    // A list proves nothing against an event of the same second, so the provider's clock moves on first.
    await world.sandbox.control('POST', '/clock', { offsetSeconds: 7_200 });
    await world.sandbox.control('POST', `/accounts/${account.id}/mutate`, { updates: 30, deletes: 15, seed: 21 });
    const run = await tenant.syncAndWait(integrationId, 'all', 'full');
    expect(run.status).toBe('succeeded');
    expect(run.progress.deleted).toBeGreaterThan(0);
    await expectSame();
  });

  it('lists again when the provider no longer remembers so far back', async () => {
    await query(
      world.database.adminUrl,
      `UPDATE sync_states SET watermark = now() - interval '31 days' WHERE stream = 'customers'`,
    );
    await world.sandbox.control('POST', `/accounts/${account.id}/mutate`, {
      deletes: 3,
      streams: ['customers'],
      seed: 5,
    });
    const run = await tenant.syncAndWait(integrationId, 'customers');
    expect(run.progress.fetched).toBeGreaterThan(200);
    await expectSame(['customers']);
  });

  it('gives the same run to a second request while the first is live', async () => {
    const [first, second] = await Promise.all([tenant.sync(integrationId), tenant.sync(integrationId)]);
    expect(second.id).toBe(first.id);
    await tenant.finished(first.id);
  });

  it('leaves the one stream alone that the key may not read, shows why, and brings in the others', async () => {
    const { key } = await world.sandbox.control<{ key: string }>('POST', '/keys', {
      account: account.id,
      deny: ['disputes'],
    });
    const other = world.tenant();
    const id = await other.connect(key);
    const run = await other.syncAndWait(id);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    const streams = await other.streamStates(id);
    expect(streams.get('disputes')).toMatchObject({
      status: 'unavailable',
      watermark: null,
      lastError: { code: 'provider_permission_denied', message: expect.stringContaining('dispute') },
    });
    expect(streams.get('charges')).toMatchObject({ status: 'current', lastError: null, retryAt: null });
    expect(await compare(world.sandbox, account.id, other, id, 'charges')).toEqual(SAME);
    expect(await other.records(id, 'disputes')).toEqual([]);
  });

  it.each([
    ['a server error', { kind: 'status500', times: 3 }],
    ['a reset connection', { kind: 'reset', times: 3 }],
    ['a truncated body', { kind: 'truncated', times: 2 }],
    ['garbage', { kind: 'garbage', times: 2 }],
    ['an HTML error page', { kind: 'html502', times: 2 }],
    ['a rate limit', { kind: 'status429', times: 2 }],
    ['a page that comes twice', { kind: 'duplicatePage', times: 1, after: 1 }],
  ])('gets over %s', async (_, fault) => {
    const other = world.tenant();
    const id = await other.connect(account.secretKey);
    await world.sandbox.control('POST', '/faults', { path: '/v1/invoices', ...fault });
    const run = await other.syncAndWait(id, 'invoices', 'full');
    await world.sandbox.control('DELETE', '/faults');
    expect(run.status).toBe('succeeded');
    expect(await compare(world.sandbox, account.id, other, id, 'invoices')).toEqual(SAME);
  });

  it('refuses credentials before anything is stored', async () => {
    const other = world.tenant();
    const refused = await other.call('POST', '/integrations', {
      provider: 'stripe',
      credentials: { apiKey: 'sk_test_nobody' },
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'provider_rejected_credentials' } });
    expect((await other.call('GET', '/integrations')).body).toEqual({ data: [], nextCursor: null });
    const twice = await tenant.call('POST', '/integrations', {
      provider: 'stripe',
      credentials: { apiKey: account.secretKey },
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'integration_exists' } });
  });
});
