import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SAME } from '../support/record.comparison.js';
import { beginConsent, openCallback, openAuthorizeUrl } from '../support/consent.client.js';
import { query } from '../support/database.js';
import {
  startQuickBooksWorld,
  VERIFIER_TOKEN,
  type Company,
  type QuickBooksWorld,
  type Requests,
} from '../support/quickbooks.world.js';
import { eventually, type Tenant } from '../support/tenant.js';

let world: QuickBooksWorld;
beforeAll(async () => {
  world = await startQuickBooksWorld();
});
afterAll(() => world?.end());

const requests = () => world.control<Requests>('GET', '/requests');

describe('QuickBooks', () => {
  let tenant: Tenant;
  let company: Company;
  let integrationId: string;

  beforeAll(async () => {
    tenant = world.tenant();
    company = await world.company({ scale: 300, seed: 3 });
    integrationId = await world.connect(tenant, company.credentials);
  });
  // The clock is the sandbox's, for all of its companies.
  afterAll(() => world?.control('POST', '/clock', { offsetSeconds: 0 }));

  const expectSame = async (streams = Object.keys(company.counts)) => {
    for (const stream of streams) {
      expect([stream, await world.compare(company.id, tenant, integrationId, stream)]).toEqual([stream, SAME]);
    }
  };
  const mutate = (plan: Record<string, unknown>) => world.control('POST', `/accounts/${company.id}/mutate`, plan);

  it('brings in every object of every stream', async () => {
    const run = await tenant.syncAndWait(integrationId);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    expect(Object.keys(company.counts)).toHaveLength(16);
    await expectSame();
  });

  it('follows random changes, deletions, merges and creations, at a cost that grows with the changes', async () => {
    for (const seed of [1, 2, 3]) {
      for (const minute of Array.from({ length: 10 }, (_, i) => seed * 20 + i)) {
        await world.control('POST', '/clock', { offsetSeconds: minute * 60 });
        await mutate({ updates: 6, deletes: 2, creates: 2, seed: seed * 100 + minute });
      }
      await world.control('DELETE', '/requests');
      const { progress } = await tenant.syncAndWait(integrationId);
      // One for all entities together, one for the company and two for tax codes, of which the feed does not tell.
      expect((await requests()).meteredReads).toEqual({ [company.id]: 4 });
      expect(progress.fetched).toBeLessThan(900);
      await expectSame();
    }
  });

  it('comes out equal after changes of one second', async () => {
    await mutate({ updates: 100, deletes: 5, seed: 9, sameSecond: true });
    await tenant.syncAndWait(integrationId);
    await expectSame();
  });

  it('finds what was deleted among more changes than the feed tells of', async () => {
    const streams = ['journal_entries'];
    const big = await world.company({ counts: { journal_entries: 4_000 }, seed: 6 });
    const id = await world.connect(tenant, big.credentials);
    await tenant.syncAndWait(id);
    const changes = { streams, updates: 1_500, deletes: 0, seed: 5 };
    await world.control('POST', `/accounts/${big.id}/mutate`, { streams, deletes: 20, seed: 4 });
    await world.control('POST', '/clock', { offsetSeconds: 10_000 });
    await world.control('POST', `/accounts/${big.id}/mutate`, changes);
    await world.control('POST', `/accounts/${big.id}/mutate`, { streams, deletes: 10, seed: 8 });
    await world.control('DELETE', '/requests');
    const run = await tenant.syncAndWait(id);
    expect(run).toMatchObject({ status: 'succeeded' });
    expect(await world.compare(big.id, tenant, id, 'journal_entries')).toEqual(SAME);
    expect((await requests()).total).toBeLessThan(60);
  });

  it('lists again when the feed no longer reaches back so far', async () => {
    await query(
      world.database.adminUrl,
      `UPDATE sync_states SET watermark = now() - interval '31 days' WHERE stream = 'bills'`,
    );
    await mutate({ deletes: 3, streams: ['bills'], seed: 5 });
    const run = await tenant.syncAndWait(integrationId, 'bills');
    expect(run.status).toBe('succeeded');
    await expectSame(['bills']);
  });

  it('finds by a full run what happened unseen', async () => {
    await world.control('POST', '/clock', { offsetSeconds: 20_000 });
    await mutate({ updates: 30, deletes: 15, creates: 5, seed: 21 });
    const run = await tenant.syncAndWait(integrationId, 'all', 'full');
    expect(run.status).toBe('succeeded');
    expect(run.progress.deleted).toBeGreaterThan(0);
    await expectSame();
  });

  it.each([
    ['a server error', { kind: 'status500', times: 3 }],
    ['a fault with status 200', { kind: 'faultIn200', times: 2 }],
    ['a reset connection', { kind: 'reset', times: 2 }],
    ['a truncated body', { kind: 'truncated', times: 2 }],
    ['garbage', { kind: 'garbage', times: 2 }],
    ['an HTML error page', { kind: 'html502', times: 2 }],
    ['a rate limit', { kind: 'status429', times: 2, retryAfter: 1 }],
    ['a page that comes twice', { kind: 'duplicatePage', times: 1, after: 1 }],
  ])('gets over %s', async (_, fault) => {
    await world.control('POST', '/faults', { path: `/v3/company/${company.id}/query`, ...fault });
    const run = await tenant.syncAndWait(integrationId, 'invoices', 'full');
    await world.control('DELETE', '/faults');
    expect(run.status).toBe('succeeded');
    await expectSame(['invoices']);
  });
});

describe('QuickBooks webhooks', () => {
  let tenant: Tenant;
  let companies: Company[];
  let ids: string[];

  beforeAll(async () => {
    tenant = world.tenant();
    companies = [await world.company({ scale: 60, seed: 7 }), await world.company({ scale: 60, seed: 8 })];
    ids = [];
    for (const { credentials } of companies) ids.push(await world.connect(tenant, credentials));
    for (const id of ids) await tenant.syncAndWait(id);
  });

  const events = async (filter = 'true') => {
    const sql = `SELECT count(*)::int AS n FROM webhook_events WHERE ${filter}`;
    const [row] = await query<{ n: number }>(world.database.adminUrl, sql);
    return row!.n;
  };
  const open = () => events(`status IN ('received', 'processing')`);
  const drained = async () => {
    const pending = async () => (await world.control<{ pending: number }>('GET', '/webhooks')).pending + (await open());
    await eventually(pending, (count) => count === 0, 60_000);
  };

  it.each(['cloudevents', 'legacy'])(
    'in the form %s bring every change, doubled, shuffled and mixed',
    async (format) => {
      const before = await events();
      await world.control('DELETE', '/requests');
      await world.control('DELETE', '/webhook-endpoints');
      const url = `${world.service.url}/api/v1/webhooks/quickbooks`;
      await world.control('POST', '/webhook-endpoints', { url, secret: VERIFIER_TOKEN, format });
      await world.control('POST', '/webhooks', { duplicates: 2, shuffle: true, gatherMs: 200 });
      for (const [index, { id }] of companies.entries()) {
        const plan = { updates: 25, deletes: 6, creates: 6, seed: 50 + index + format.length };
        await world.control('POST', `/accounts/${id}/mutate`, plan);
      }
      await drained();
      // What is named together is read together; what is gone is asked for by itself.
      expect((await requests()).total * 1.2).toBeLessThan((await events()) - before);
      for (const [index, company] of companies.entries()) {
        for (const stream of Object.keys(company.counts)) {
          const difference = await world.compare(company.id, tenant, ids[index]!, stream);
          expect([stream, difference]).toEqual([stream, SAME]);
        }
      }
    },
  );

  it('come out equal beside runs that go wrong in every way', async () => {
    const [company] = companies as [Company];
    const url = `${world.service.url}/api/v1/webhooks/quickbooks`;
    await world.control('DELETE', '/webhook-endpoints');
    await world.control('POST', '/webhook-endpoints', { url, secret: VERIFIER_TOKEN });
    const kinds = ['status500', 'reset', 'truncated', 'garbage', 'faultIn200', 'html502', 'unauthorized'];
    for (const [round, kind] of kinds.entries()) {
      await world.control('POST', '/faults', { kind, path: `/v3/company/${company.id}`, times: 2, after: round % 3 });
      const { id: run } = await tenant.sync(ids[0]!, 'all', round % 2 === 0 ? 'full' : 'incremental');
      for (const seed of [1, 2, 3]) {
        const plan = { updates: 8, deletes: 3, creates: 3, seed: 900 + round * 10 + seed };
        await world.control('POST', `/accounts/${company.id}/mutate`, plan);
      }
      expect((await tenant.finished(run)).status).toBe('succeeded');
      await world.control('DELETE', '/faults');
    }
    await drained();
    await tenant.syncAndWait(ids[0]!);
    for (const stream of Object.keys(company.counts)) {
      expect([stream, await world.compare(company.id, tenant, ids[0]!, stream)]).toEqual([stream, SAME]);
    }
  });

  it('refuses what is signed with something else', async () => {
    const answer = await fetch(`${world.service.url}/api/v1/webhooks/quickbooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'intuit-signature': 'x'.repeat(43) + '=' },
      body: '[]',
    });
    expect(answer.status).toBe(401);
  });
});

describe('QuickBooks tokens', () => {
  let tenant: Tenant;
  beforeAll(() => {
    tenant = world.tenant();
  });

  const consent = async () => {
    const begun = await beginConsent(tenant, 'quickbooks', { environment: 'sandbox' });
    return { callback: await openAuthorizeUrl(begun), cookie: begun.cookie };
  };

  it('are renewed while a run goes on, once, however many calls wait for it', async () => {
    const company = await world.company({ scale: 300, seed: 11 });
    const id = await world.connect(tenant, company.credentials);
    await world.control('DELETE', '/requests');
    const slow = world.control('POST', '/latency', { ms: 30 });
    const { id: run } = await tenant.sync(id);
    await slow;
    await eventually(
      async () => (await requests()).total,
      (total) => total >= 4,
    );
    await world.control('POST', '/tokens', { account: company.id, expireAccess: true });
    expect((await tenant.finished(run)).status).toBe('succeeded');
    await world.control('POST', '/latency', { ms: 0 });
    expect((await requests()).refreshes).toEqual({ granted: 1, refused: 0 });
    expect(await world.compare(company.id, tenant, id, 'invoices')).toEqual(SAME);
    // The pair that was stored is the newest.
    await world.control('POST', '/tokens', { account: company.id, expireAccess: true });
    expect((await tenant.syncAndWait(id)).status).toBe('succeeded');
  });

  it('are renewed before the connection is made, where the access token is over already', async () => {
    const company = await world.company({ scale: 20, seed: 12 });
    await world.control('POST', '/tokens', { account: company.id, expireAccess: true });
    const id = await world.connect(tenant, company.credentials);
    expect((await tenant.syncAndWait(id)).status).toBe('succeeded');
    await world.control('POST', '/tokens', { account: company.id, expireAccess: true });
    expect((await tenant.syncAndWait(id)).status).toBe('succeeded');
  });

  it('that cannot be renewed leave the connection to its owner', async () => {
    const company = await world.company({ scale: 20, seed: 13 });
    const id = await world.connect(tenant, company.credentials);
    await world.control('POST', '/tokens', { account: company.id, expireAccess: true, revokeRefresh: true });
    expect((await tenant.syncAndWait(id)).status).toBe('failed');
    const { body } = await tenant.call('GET', `/integrations/${id}`);
    expect(body.status).toBe('needs_reauth');
  });

  it('come from a consent, for the company that the token opens and no other', async () => {
    const [mine, other] = [await world.company({ scale: 20, seed: 14 }), await world.company({ scale: 20, seed: 15 })];
    await world.control('POST', '/oauth', { account: mine.id, deny: false });
    const forged = await consent();
    forged.callback.searchParams.set('realmId', other.id);
    expect((await openCallback(forged.callback, forged.cookie)).status).toBe(422);
    const honest = await consent();
    const { status, body } = await openCallback(honest.callback, honest.cookie);
    expect([status, body]).toMatchObject([201, { externalAccountId: mine.id }]);
    const id = String(body.id);
    expect((await tenant.syncAndWait(id)).status).toBe('succeeded');
    expect(await world.compare(mine.id, tenant, id, 'customers')).toEqual(SAME);
  });

  it('are not asked for where the browser does not name the company', async () => {
    const company = await world.company({ scale: 20, seed: 16 });
    await world.control('POST', '/oauth', { account: company.id, deny: false });
    const { callback, cookie } = await consent();
    const without = new URL(callback);
    for (const realmId of ['', 'acct_1', undefined]) {
      if (realmId === undefined) without.searchParams.delete('realmId');
      else without.searchParams.set('realmId', realmId);
      for (const given of [cookie, undefined]) {
        expect(await openCallback(without, given)).toMatchObject({
          status: 400,
          body: { code: 'validation_failed', errors: [{ field: 'realmId' }] },
        });
      }
    }
    expect((await openCallback(callback, cookie)).status).toBe(201);
  });
});
