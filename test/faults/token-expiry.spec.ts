import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxAccount } from '../../demo/clients/control.client.js';
import {
  connectByConsent,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../support/provider.sandboxes.js';
import { freePort } from '../support/free.port.js';
import { startService, type Service } from '../support/service.js';
import type { Tenant } from '../support/tenant.js';

/** With five runs at a time in each: twenty workers. */
const PROCESSES = 4;
const ROUNDS = 6;

/** Its refresh tokens work once: a second refresh would be refused, and end the connection. */
describe('A token that ends while many processes work for its account', () => {
  let world: ProviderSandboxes;
  let sandbox: ProviderSandbox;
  let others: Service[] = [];
  let tenant: Tenant;
  let account: SandboxAccount;
  let integrationId: string;

  beforeAll(async () => {
    world = await startProviderSandboxes(['quickbooks'], {
      SYNC_RUNS_PER_TENANT: '20',
      QUICKBOOKS_RATE_PER_SECOND: '1000',
    });
    sandbox = world.sandbox('quickbooks');
    await sandbox.control.call('POST', '/limits', { perSecond: null, perMinute: null });
    for (let n = 1; n < PROCESSES; n += 1) {
      others.push(await startService({ ...world.service.env, PORT: String(await freePort()) }));
    }
    tenant = world.tenant();
    account = await sandbox.control.createAccount({ ...sandbox.plan.account(), scale: 20, seed: 6 });
    integrationId = await connectByConsent(tenant, sandbox, account);
    await tenant.syncAndWait(integrationId);
  });
  afterAll(async () => {
    await Promise.all(others.map((service) => service.stop()));
    others = [];
    await world?.end();
  });

  it('is refreshed once, each time', async () => {
    const syncTypes = Object.keys(account.counts);
    for (let round = 1; round <= ROUNDS; round += 1) {
      await sandbox.control.call('DELETE', '/requests');
      await sandbox.control.call('POST', '/tokens', { account: account.id, expireAccess: true });
      const runs = await Promise.all(syncTypes.map((syncType) => tenant.sync(integrationId, syncType)));
      const ended = await Promise.all(runs.map(({ id }) => tenant.finished(id)));
      expect(ended.map(({ status, error }) => [status, error])).toEqual(ended.map(() => ['succeeded', null]));
      const { refreshes } = await sandbox.control.call<{ refreshes: Record<string, number> }>('GET', '/requests');
      expect([round, refreshes]).toMatchObject([round, { granted: 1, refused: 0 }]);
    }
  });
});
