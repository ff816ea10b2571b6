import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SAME } from '../support/comparison.js';
import { SquareWorld, type SquareAccount } from '../support/square-world.js';
import type { Tenant } from '../support/tenant.js';

describe('Syncing an account of Square', () => {
  let world: SquareWorld;
  let tenant: Tenant;
  let account: SquareAccount;
  let integrationId: string;

  beforeAll(async () => {
    world = await SquareWorld.start();
    tenant = world.tenant();
    account = await world.account({ scale: 300, seed: 3 });
    integrationId = await world.connect(tenant, account);
  });
  afterAll(() => world.end());

  const expectSame = async (who = tenant, id = integrationId, streams = Object.keys(account.counts)) => {
    for (const stream of streams) {
      expect([stream, await world.compare(account.id, who, id, stream)]).toEqual([stream, SAME]);
    }
  };
  const requests = async () => (await world.control<{ total: number }>('GET', '/requests')).total;
  const mutate = (body: Record<string, unknown>) => world.control('POST', `/accounts/${account.id}/mutate`, body);

  it('brings in every object of every stream', async () => {
    const run = await tenant.syncAndWait(integrationId);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    expect(Object.keys(account.counts)).toHaveLength(13);
    await expectSame();
  });

  it('follows random changes, deletions and creations, at a cost that grows with the changes', async () => {
    await tenant.syncAndWait(integrationId);
    await world.control('DELETE', '/requests');
    await tenant.syncAndWait(integrationId);
    const idle = await requests();
    for (const seed of [1, 2, 3]) {
      await world.control('POST', '/clock', { offsetSeconds: seed * 1_200 });
      await mutate({ updates: 60, deletes: 20, creates: 20, seed });
      await world.control('DELETE', '/requests');
      const run = await tenant.syncAndWait(integrationId);
      expect(run).toMatchObject({ status: 'succeeded', error: null });
      expect(run.progress.fetched).toBeLessThan(500);
      expect([idle, await requests()]).toEqual([idle, expect.any(Number)]);
      await expectSame();
    }
  });
});
