import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxAccount } from '../../../demo/clients/control.client.js';
import { unknownRequests } from '../../../sandbox/schemas/request.check.js';
import { vendorSchema } from '../../../sandbox/schemas/vendor.schema.js';
import { query } from '../../support/database.js';
import { deadline } from '../../support/patience.js';
import {
  connectByConsent,
  differences,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../../support/provider.sandboxes.js';
import { eventually, type Tenant } from '../../support/tenant.js';

/** A browser opens it, not the service, so no specification of an API has it. */
const CONSENT_PAGE = 'GET /oauth2/authorize';

/** One provider, and what its account costs and can do. */
export interface AccountCase {
  name: string;
  streams: number;
  /** Requests that an incremental run may cost after so many changes: what does not depend on them, and what does. */
  cost(changes: number): number;
  /** Access tokens end, and are renewed. */
  renews: boolean;
  /** Tokens of the account's own are what a withdrawn consent makes void. */
  hasTokens: boolean;
  /** What following an account whose events are of an old API version may cost. */
  old?: { apiVersion: string; stream: string; objects: number; changed: number; requests: number; withinMs: number };
}

/** From its first sync until it is disconnected, with the provider's own sandbox as the judge. */
export function describeAccount({ name, streams: expectedStreams, cost, renews, hasTokens, old }: AccountCase): void {
  describe(`An account of ${name}`, () => {
    let world: ProviderSandboxes;
    let sandbox: ProviderSandbox;
    let tenant: Tenant;
    let account: SandboxAccount;
    let integrationId: string;
    let streams: string[];

    const seeded = (seed: number, scale: number) =>
      sandbox.control.createAccount({ ...sandbox.plan.account(), seed, scale });
    const mutate = (id: string, plan: Record<string, unknown>) => sandbox.control.mutate(id, plan);
    const unlike = () => differences(sandbox, account.id, tenant, integrationId, streams);
    const statusOf = async (id: string) =>
      (await tenant.call<{ status: string }>('GET', `/integrations/${id}`)).body.status;

    const openEvents = () =>
      query<{ open: number; dead: number }>(
        world.database.adminUrl,
        `SELECT count(*) FILTER (WHERE status IN ('received', 'processing'))::int AS open,
         count(*) FILTER (WHERE status = 'dead')::int AS dead FROM webhook_events`,
      );
    const settledWithoutDead = async () => {
      await eventually(openEvents, ([row]) => row?.open === 0);
      expect((await openEvents())[0]?.dead).toBe(0);
    };

    beforeAll(async () => {
      world = await startProviderSandboxes([name], { SYNC_STREAM_CONCURRENCY: '4', LEASE_SECONDS: '3' });
      sandbox = world.sandbox(name);
      tenant = world.tenant();
      account = await seeded(11, 120);
      await sandbox.control.call('POST', '/limits', unlimited);
      await sandbox.plan.subscribe(sandbox.control, account, `${world.service.url}/api/v1/webhooks/${name}`);
      await sandbox.control.call('POST', '/webhooks', { paused: true });
      integrationId = await connectByConsent(tenant, sandbox, account);
      streams = Object.keys(account.counts);
    });
    afterAll(() => world?.end());

    it('comes in whole: every object of every stream', async () => {
      expect(streams).toHaveLength(expectedStreams);
      expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded', error: null });
      expect(await unlike()).toEqual({});
    });

    it('is followed through changes, deletions and creations, at a cost that grows with the changes', async () => {
      for (const round of [1, 2, 3]) {
        await sandbox.control.call('POST', '/clock', { offsetSeconds: round * 600 });
        await mutate(account.id, { updates: 30, deletes: 8, creates: 8, seed: round });
        await sandbox.control.call('DELETE', '/requests');
        expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded' });
        const { total } = await sandbox.control.call<{ total: number }>('GET', '/requests');
        expect(await unlike()).toEqual({});
        expect(total).toBeLessThanOrEqual(cost(46));
      }
    });

    it('is the same after a full run', async () => {
      await sandbox.control.call('POST', '/clock', { offsetSeconds: 3_600 });
      await mutate(account.id, { updates: 20, deletes: 8, seed: 7 });
      expect(await tenant.syncAndWait(integrationId, 'all', 'full')).toMatchObject({ status: 'succeeded' });
      expect(await unlike()).toEqual({});
    });

    it('is told of by webhooks, doubled and out of order, and comes out equal', async () => {
      await sandbox.control.call('DELETE', '/webhooks');
      await sandbox.control.call('POST', '/clock', { offsetSeconds: 7_200 });
      await sandbox.control.call('POST', '/webhooks', { paused: false, duplicates: 0.3, shuffle: true });
      let published = 0;
      for (const seed of [41, 42, 43])
        published += await mutate(account.id, { updates: 20, deletes: 4, creates: 4, seed });
      expect(published).toBeGreaterThan(10);
      await eventually(
        () => sandbox.control.deliveries(),
        ({ pending }) => pending === 0,
      );
      await settledWithoutDead();
      await tenant.syncAndWait(integrationId);
      expect(await unlike()).toEqual({});
    });

    it('goes on from its page when the service is killed in the middle of a backfill', async () => {
      const large = await seeded(12, 600);
      const other = world.tenant();
      const id = await connectByConsent(other, sandbox, large);
      await sandbox.control.call('POST', '/latency', { ms: 40 });
      const { id: runId } = await other.sync(id);
      for (const pages of [4, 9]) {
        await eventually(
          async () => (await other.call<{ progress: { pages: number } }>('GET', `/sync/runs/${runId}`)).body.progress,
          (progress) => progress.pages >= pages,
        );
        await world.killAndRestart();
      }
      await sandbox.control.call('POST', '/latency', { ms: 0 });
      expect(await other.finished(runId, 120_000)).toMatchObject({ status: 'succeeded' });
      expect(await differences(sandbox, large.id, other, id, streams)).toEqual({});
    });

    it("shares a vendor with another tenant, and no call carries the other one's token", async () => {
      const [first, second] = await Promise.all([seeded(13, 60), seeded(14, 60)]);
      const tenants = [world.tenant(), world.tenant()];
      const ids = [
        await connectByConsent(tenants[0]!, sandbox, first),
        await connectByConsent(tenants[1]!, sandbox, second),
      ];
      await sandbox.control.call('DELETE', '/requests');
      await Promise.all(tenants.map((one, i) => one.syncAndWait(ids[i]!)));
      await Promise.all([first, second].map(({ id }) => mutate(id, { updates: 20, deletes: 4, creates: 4, seed: 5 })));
      await Promise.all(tenants.map((one, i) => one.syncAndWait(ids[i]!)));
      const { mismatches } = await sandbox.control.call<{ mismatches?: number }>('GET', '/requests');
      expect(mismatches ?? 0).toBe(0);
      expect(await differences(sandbox, first.id, tenants[0]!, ids[0]!, streams)).toEqual({});
      expect(await differences(sandbox, second.id, tenants[1]!, ids[1]!, streams)).toEqual({});
    });

    it('loses nothing in a storm of 429s, and uses up no attempt', async () => {
      await sandbox.control.call('POST', '/clock', { offsetSeconds: 10_800 });
      await mutate(account.id, { updates: 20, deletes: 4, creates: 4, seed: 21 });
      await sandbox.control.call('POST', '/faults', { kind: 'status429', times: 8, after: 1, retryAfter: 1 });
      const run = await tenant.syncAndWait(integrationId);
      await sandbox.control.call('DELETE', '/faults');
      expect(run).toMatchObject({ status: 'succeeded' });
      const [row] = await query<{ attempts: number }>(
        world.database.adminUrl,
        `SELECT attempts FROM sync_runs WHERE id = $1`,
        [run.id],
      );
      expect(row?.attempts).toBe(1);
      expect(await unlike()).toEqual({});
    });

    if (renews) {
      it('outlives its access token, with one refresh', async () => {
        await sandbox.control.call('DELETE', '/requests');
        await sandbox.control.call('POST', '/tokens', { account: account.id, expireAccess: true });
        expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded' });
        const { refreshes } = await sandbox.control.call<{ refreshes: { granted: number } }>('GET', '/requests');
        expect(refreshes.granted).toBe(1);
        expect(await unlike()).toEqual({});
      });
    }

    if (hasTokens) {
      it('needs its owner once the consent is withdrawn, and works again after they gave it anew', async () => {
        await sandbox.control.call('POST', '/tokens', { account: account.id, revokeAccess: true, revokeRefresh: true });
        await tenant.syncAndWait(integrationId);
        expect(await statusOf(integrationId)).toBe('needs_reauth');
        await mutate(account.id, { updates: 20, creates: 4, seed: 31 });
        await eventually(
          () => sandbox.control.deliveries(),
          ({ pending }) => pending === 0,
        );
        expect(await connectByConsent(tenant, sandbox, account)).toBe(integrationId);
        await settledWithoutDead();
        expect(await tenant.syncAndWait(integrationId)).toMatchObject({ status: 'succeeded' });
        expect(await unlike()).toEqual({});
      });
    }

    if (old) {
      it('is followed as cheaply where its events are of an old API version', async () => {
        const { apiVersion, stream, objects, changed } = old;
        await sandbox.control.call('POST', '/webhooks', { paused: true });
        const counts = { [stream]: objects };
        const aged = await sandbox.control.createAccount({ ...sandbox.plan.account(), apiVersion, counts });
        const other = world.tenant();
        const id = await connectByConsent(other, sandbox, aged);
        expect(await other.syncAndWait(id, stream, 'full')).toMatchObject({ status: 'succeeded' });
        const ids = new Set<string>();
        while (ids.size < changed) {
          const plan = { updates: changed - ids.size, streams: [stream] };
          const path = `/accounts/${aged.id}/mutate`;
          const { updated } = await sandbox.control.call<{ updated: { id: string }[] }>('POST', path, plan);
          for (const one of updated) ids.add(one.id);
        }
        await sandbox.control.call('DELETE', '/requests');
        const began = performance.now();
        expect(await other.syncAndWait(id, stream)).toMatchObject({ status: 'succeeded' });
        expect(performance.now()).toBeLessThan(deadline(began, old.withinMs));
        const { total } = await sandbox.control.call<{ total: number }>('GET', '/requests');
        expect(total).toBeLessThanOrEqual(old.requests);
        const stored = await other.records(id, stream);
        const told = stored.filter(({ raw }) => (raw as { api_version?: string }).api_version === apiVersion);
        expect(told.map(({ externalId }) => String(externalId)).sort()).toEqual([...ids].sort());
        await sandbox.control.call('DELETE', '/webhooks');
        await sandbox.control.call('POST', '/webhooks', { paused: false });
      });
    }

    it('was asked only what the specification of its vendor knows', async () => {
      const { asked } = await sandbox.control.call<{ asked: Record<string, string[]> }>('GET', '/requests');
      expect(Object.keys(asked).length).toBeGreaterThan(5);
      const calls = Object.entries(asked).filter(([operation]) => operation !== CONSENT_PAGE);
      expect(unknownRequests(Object.fromEntries(calls), vendorSchema(name))).toEqual([]);
    });

    it('is left alone after it was disconnected', async () => {
      expect((await tenant.call('DELETE', `/integrations/${integrationId}`)).status).toBe(204);
      await sandbox.control.call('DELETE', '/requests');
      expect(await statusOf(integrationId)).toBe('disconnected');
      const { total } = await sandbox.control.call<{ total: number }>('GET', '/requests');
      expect(total).toBe(0);
    });
  });
}

/** No rate limits: a test measures no limiter but its own. */
const unlimited = {
  globalPerSecond: null,
  endpointPerSecond: null,
  perSecond: null,
  perMinute: null,
  batchPerMinute: null,
};
