import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginConsent, openCallback, openAuthorizeUrl } from '../support/consent.client.js';
import { SquareWorld, type SquareAccount } from '../support/square.world.js';
import { freePort } from '../support/free.port.js';
import { eventually, type Tenant } from '../support/tenant.js';

const KEY = 'sq-signature-key-of-the-platform';

/** Longer than it takes to see the page before, and to have the token expire. */
const PAGE_MS = 10_000;

describe('An account of Square whose merchant has consented', () => {
  let world: SquareWorld;
  let tenant: Tenant;
  let account: SquareAccount;
  let id: string;
  let hook: string;

  beforeAll(async () => {
    const port = String(await freePort());
    hook = `http://127.0.0.1:${port}/api/v1/webhooks/square`;
    world = await SquareWorld.start({
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      SQUARE_APPLICATION_ID: 'sandbox-sq0idb-sandbox',
      SQUARE_APPLICATION_SECRET: 'sandbox-sq0csb-sandbox-secret',
      SQUARE_WEBHOOK_SIGNATURE_KEY: `retired, ${KEY}`,
    });
    tenant = world.tenant();
    account = await world.account({ scale: 300, seed: 8 });
    await world.control('POST', '/oauth', { account: account.id });
    id = await connect();
  });
  afterAll(() => world?.end());

  /** From the first call to the last, in one browser. */
  const connect = async (expected = 201) => {
    const begun = await beginConsent(tenant, 'square');
    const finished = await openCallback(await openAuthorizeUrl(begun), begun.cookie);
    expect([finished.status, finished.body]).toMatchObject([
      expected,
      { provider: 'square', externalAccountId: account.id, environment: 'sandbox', name: expect.any(String) },
    ]);
    return String(finished.body.id);
  };
  const mutate = (body: Record<string, unknown>) => world.control('POST', `/accounts/${account.id}/mutate`, body);
  const succeeds = async (syncType = 'all') => {
    const run = await tenant.syncAndWait(id, syncType);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
  };
  const refreshes = async () =>
    (await world.control<{ refreshes: Record<string, number> }>('GET', '/requests')).refreshes;
  const status = async () => (await tenant.call('GET', `/integrations/${id}`)).body.status;

  it('is synced record for record, its tokens renewed on the way', async () => {
    // The token expires while a page is on its way, and others are left to be read.
    await world.control('POST', '/latency', { ms: PAGE_MS, path: '/v2/customers' });
    const run = await tenant.sync(id);
    await eventually(
      async () => (await tenant.records(id, 'customers')).length,
      (count) => count >= 100,
    );
    await world.control('POST', '/tokens', { account: account.id, expireAccess: true });
    await world.control('POST', '/latency', { ms: 0 });
    expect(await tenant.finished(run.id)).toMatchObject({ status: 'succeeded', error: null });
    expect(await refreshes()).toEqual({ granted: 1, refused: 0 });
    await world.expectSame(account, tenant, id);
  });

  it('is followed without the log of events, which takes no such token', async () => {
    for (const seed of [1, 2]) {
      await world.control('POST', '/clock', { offsetSeconds: seed * 1_200 });
      await mutate({ updates: 60, deletes: 15, creates: 15, seed });
      await succeeds();
      await world.expectSame(account, tenant, id);
    }
  });

  it('is followed by webhooks, doubled and in disorder, all but the catalogue', async () => {
    await world.control('POST', '/clock', { offsetSeconds: 3_600 });
    await world.control('POST', '/webhook-endpoints', { platform: true, url: hook, secret: KEY });
    await world.control('POST', '/webhooks', { duplicates: 0.3, shuffle: true });
    for (const seed of [31, 32, 33, 34]) await mutate({ updates: 60, deletes: 10, creates: 15, seed });
    await eventually(
      () => world.control<{ pending: number }>('GET', '/webhooks'),
      ({ pending }) => pending === 0,
    );
    await eventually(
      () => world.openEvents(),
      (open) => open === 0,
    );
    // Locations are pointed at too; no event tells which object of the catalogue it is about.
    const told = Object.keys(account.counts).filter((stream) => stream !== 'products');
    await world.expectSame(account, tenant, id, told);
    await world.control('POST', '/clock', { offsetSeconds: 4_800 });
    await succeeds('products');
    await world.expectSame(account, tenant, id);
  });

  it('needs its owner once the merchant has revoked the authorization', async () => {
    await world.control('DELETE', '/connections', { account: account.id });
    await eventually(status, (value) => value === 'needs_reauth');
    await world.control('POST', '/oauth', { account: account.id });
    expect(await connect(200)).toBe(id);
    expect(await status()).toBe('connected');
    await succeeds('customers');
  });
});
