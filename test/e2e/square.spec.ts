import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { SquareWorld, type SquareAccount } from '../support/square.world.js';
import type { Tenant } from '../support/tenant.js';

describe('Syncing an account of Square', () => {
  let world: SquareWorld;
  let tenant: Tenant;
  let account: SquareAccount;
  let integrationId: string;
  let minutes = 0;

  beforeAll(async () => {
    world = await SquareWorld.start();
    tenant = world.tenant();
    account = await world.account({ scale: 300, seed: 3 });
    integrationId = await world.connect(tenant, account);
  });
  afterAll(() => world?.end());

  const expectSame = (streams?: string[], id = integrationId, who = tenant) =>
    world.expectSame(account, who, id, streams);
  const requests = async () => (await world.control<{ total: number }>('GET', '/requests')).total;
  const mutate = (body: Record<string, unknown>) => world.control('POST', `/accounts/${account.id}/mutate`, body);
  /** The provider's clock moves on, beyond what an incremental run looks back. */
  const later = async () => world.control('POST', '/clock', { offsetSeconds: (minutes += 20) * 60 });
  const succeeds = async (syncType = 'all', mode = 'incremental', id = integrationId) => {
    const run = await tenant.syncAndWait(id, syncType, mode);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    return run;
  };

  it('brings in every object of every stream', async () => {
    await succeeds();
    expect(Object.keys(account.counts)).toHaveLength(13);
    await expectSame();
  });

  it('follows random changes, deletions and creations, at a cost that grows with the changes', async () => {
    await later();
    await succeeds();
    await world.control('DELETE', '/requests');
    await succeeds();
    const idle = await requests();
    // A request for each stream, and one for each location where Square does not list several at once.
    expect(idle).toBeLessThanOrEqual(13 + 4 * 3 + 5);
    for (const seed of [1, 2, 3]) {
      await later();
      await mutate({ updates: 60, deletes: 20, creates: 20, seed });
      await world.control('DELETE', '/requests');
      const { progress } = await succeeds();
      expect(progress.fetched).toBeLessThan(500);
      expect(await requests()).toBeLessThan(idle + 40);
      await expectSame();
    }
  });

  it('settles changes of one second by reading, and comes out equal', async () => {
    await later();
    await mutate({ updates: 100, seed: 9, sameSecond: true });
    await succeeds();
    await expectSame();
  });

  it('finds what the index of searches was late with', async () => {
    await later();
    await world.control('POST', '/lag', { ms: 60_000 });
    await mutate({ updates: 40, creates: 10, seed: 11 });
    await succeeds();
    await world.control('POST', '/lag', { ms: 0 });
    await world.control('POST', '/clock', { offsetSeconds: minutes * 60 + 90 });
    await succeeds();
    await expectSame();
  });

  it('finds by a full run what happened unseen, and asks before it deletes', async () => {
    await later();
    await world.control('POST', '/events', { eventsEnabled: false });
    await mutate({ updates: 30, deletes: 15, seed: 21 });
    await world.control('POST', '/events', { eventsEnabled: true });
    await later();
    const run = await succeeds('all', 'full');
    expect(run.progress.deleted).toBeGreaterThan(0);
    await expectSame();
  });

  it('lists again when the log no longer remembers so far back', async () => {
    await query(
      world.database.adminUrl,
      `UPDATE sync_states SET watermark = now() - interval '29 days' WHERE stream = 'customers'`,
    );
    await mutate({ deletes: 3, streams: ['customers'], seed: 5 });
    const run = await succeeds('customers');
    expect(run.progress.fetched).toBeGreaterThan(200);
    await expectSame(['customers']);
  });

  it('fails the one stream that the token may not read, and brings in the others', async () => {
    const scopes = ['MERCHANT_PROFILE_READ', 'PAYMENTS_READ', 'CUSTOMERS_READ'];
    const credentials = await world.control<{ accessToken: string }>('POST', '/keys', { account: account.id, scopes });
    const other = world.tenant();
    const id = await world.connect(other, { credentials });
    const run = await other.syncAndWait(id);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'streams_failed' } });
    const failed = run.error?.streams?.map(({ stream, code }) => `${stream} ${code}`).sort();
    const withheld =
      'disputes gift_cards inventory_counts invoices loyalty_accounts orders payout_entries payouts products';
    expect(failed).toEqual(withheld.split(' ').map((stream) => `${stream} provider_permission_denied`));
    await expectSame(['locations', 'customers', 'payments', 'refunds'], id, other);
  });

  it('is no error where there is no loyalty program', async () => {
    for (const loyalty of ['empty', 'notFound']) {
      const without = await world.account({ scale: 20, loyalty });
      const other = world.tenant();
      const id = await world.connect(other, without);
      expect(await other.syncAndWait(id)).toMatchObject({ status: 'succeeded' });
      await world.expectSame(without, other, id);
    }
  });

  it.each([
    ['a server error', { kind: 'status500', times: 3 }],
    ['a reset connection', { kind: 'reset', times: 3 }],
    ['a truncated body', { kind: 'truncated', times: 2 }],
    ['garbage', { kind: 'garbage', times: 2 }],
    ['an HTML error page', { kind: 'html502', times: 2 }],
    ['a rate limit', { kind: 'status429', times: 2 }],
    ['a page that comes twice', { kind: 'duplicatePage', times: 1, after: 1 }],
    ['a cursor that comes twice', { kind: 'repeatCursor', times: 1, after: 1 }],
  ])('gets over %s', async (_, fault) => {
    const other = world.tenant();
    const id = await world.connect(other, account);
    await world.control('POST', '/faults', { path: '/v2/payments', ...fault });
    const run = await other.syncAndWait(id, 'payments', 'full');
    await world.control('DELETE', '/faults');
    expect(run.status).toBe('succeeded');
    await expectSame(['payments'], id, other);
  });

  it('refuses a token that Square does not know', async () => {
    const refused = await world.tenant().call('POST', '/integrations', {
      provider: 'square',
      credentials: { accessToken: 'EAAAnobody' },
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'provider_rejected_credentials' } });
  });
});
