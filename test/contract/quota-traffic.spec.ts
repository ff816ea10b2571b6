import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { query } from '../support/database.js';
import { send } from '../support/http.client.js';
import { eventually, Tenant, type Answer } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';
import { PROBLEM } from './shapes.js';

const LOW = { QUOTA_STREAMS: '3', QUOTA_STREAMS_PER_CALLER: '2', QUOTA_IDEMPOTENCY_KEYS: '4' };
const AT_ONCE = 20;

const exceeded = (limit: keyof typeof LOW) => ({
  status: 429,
  body: { ...PROBLEM, status: 429, code: 'quota_exceeded', limit, value: Number(LOW[limit]) },
});

describe('Quotas of what a tenant does at the same time', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld(LOW);
  });
  afterAll(() => world?.end());

  const sql = (text: string, values: unknown[]) => query(world.database.adminUrl, text, values);

  describe('progress streams', () => {
    const open = new Set<AbortController>();

    /** A run that goes on for as long as the test does: nobody executes it before its lease has run out. */
    async function tenantWithRun(): Promise<{ user(sub: string): Tenant; path: string }> {
      const [id, integrationId, runId] = [randomUUID(), randomUUID(), randomUUID()];
      await sql(
        `INSERT INTO integrations (tenant_id, id, provider, name, environment, status, auth_method, external_account_id)
         VALUES ($1, $2, 'stripe', 'x', 'sandbox', 'connected', 'key', 'acct_x')`,
        [id, integrationId],
      );
      await sql(
        `INSERT INTO sync_runs (tenant_id, id, integration_id, provider, sync_type, mode, trigger, status, queue, job, due_at)
         VALUES ($1, $2, $3, 'stripe', 'all', 'full', 'user', 'running', 'integration-high', 'sync', now() + interval '1 hour')`,
        [id, runId, integrationId],
      );
      const user = (sub: string) =>
        Object.assign(new Tenant(() => world.service.url, { role: 'venue-owner', sub }), { id });
      return { user, path: `/api/v1/sync/runs/${runId}/events` };
    }

    async function watch(who: Tenant, path: string) {
      const controller = new AbortController();
      const headers = { authorization: `Bearer ${who.token()}` };
      const response = await fetch(`${world.service.url}${path}`, { headers, signal: controller.signal });
      if (response.status === 200) open.add(controller);
      const body = response.status === 200 ? {} : ((await response.json()) as Record<string, unknown>);
      return { status: response.status, headers: response.headers, body, close: () => controller.abort() };
    }

    afterAll(() => {
      for (const controller of open) controller.abort();
    });

    it('are limited by caller and by tenant, and another tenant does not notice', async () => {
      const { user, path } = await tenantWithRun();
      const other = await tenantWithRun();
      const first = await watch(user('a'), path);
      expect([first.status, (await watch(user('a'), path)).status]).toEqual([200, 200]);
      const third = await watch(user('a'), path);
      expect(third).toMatchObject(exceeded('QUOTA_STREAMS_PER_CALLER'));
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await watch(user('b'), path)).status).toBe(200);
      expect(await watch(user('c'), path)).toMatchObject(exceeded('QUOTA_STREAMS'));
      expect((await watch(other.user('a'), other.path)).status).toBe(200);
      first.close();
      // A run that stands still says nothing for fifteen seconds: the place is free long before that.
      await eventually(
        () => watch(user('c'), path),
        ({ status }) => status === 200,
        3_000,
      );
    });

    it('are not exceeded by twenty at once', async () => {
      const { user, path } = await tenantWithRun();
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => watch(user(`u${n}`), path)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(AT_ONCE - 3);
    });

    it('are given back by clients that do not wait for the first byte, and by those that ask for none', async () => {
      const { user, path } = await tenantWithRun();
      const who = user('a');
      const headers = { authorization: `Bearer ${who.token()}` };
      const { hostname, port } = new URL(world.service.url);
      const request = `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`;
      for (let n = 0; n < AT_ONCE; n++) {
        await new Promise<void>((resolve) => {
          const socket = connect(Number(port), hostname, () => {
            socket.write(request, () => socket.destroy());
          });
          socket.once('close', () => resolve());
        });
      }
      for (let n = 0; n < 5; n++) {
        const head = await eventually(
          () => send(world.service.url, { method: 'HEAD', path, headers }),
          ({ status }) => status === 200,
          3_000,
        );
        expect(head.status).toBe(200);
      }
      const one = await watch(who, path);
      const two = await watch(who, path);
      expect([one.status, two.status, (await watch(who, path)).status]).toEqual([200, 200, 429]);
    });
  });

  describe('idempotency keys', () => {
    let tenant: Tenant;

    beforeEach(() => {
      tenant = world.tenant();
    });

    /** A refusal is an answer, and is kept like one. */
    const ask = (key: string | undefined, who = tenant): Promise<Answer<Record<string, unknown>>> =>
      who.call('POST', '/integrations', { provider: 'stripe' }, key === undefined ? {} : { 'idempotency-key': key });
    const asked = async (...keys: string[]) => {
      const statuses = [];
      for (const key of keys) statuses.push((await ask(key)).status);
      return statuses;
    };
    const age = (key: string, hours: number) =>
      sql(`UPDATE idempotency_keys SET created_at = now() - $3 * interval '1 hour' WHERE tenant_id = $1 AND key = $2`, [
        tenant.id,
        key,
        hours,
      ]);

    it('beyond the quota are refused for a while, and known ones never', async () => {
      expect(await asked('a', 'b', 'c', 'd')).toEqual([400, 400, 400, 400]);
      const refused = await ask('e');
      expect(refused).toMatchObject(exceeded('QUOTA_IDEMPOTENCY_KEYS'));
      const seconds = Number(refused.headers.get('retry-after'));
      expect([Number.isInteger(seconds), seconds >= 1, seconds <= 3_600]).toEqual([true, true, true]);
      const again = await ask('a');
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([400, 'true']);
      expect((await ask(undefined)).status).toBe(400);
      expect((await ask('e', world.tenant())).status).toBe(400);
    });

    it('do not count once they have expired', async () => {
      await asked('a', 'b', 'c', 'd');
      await age('b', 24 - 1 / 60);
      expect(Number((await ask('e')).headers.get('retry-after'))).toBeLessThanOrEqual(60);
      await age('b', 25);
      expect((await ask('e')).status).toBe(400);
      expect(await ask('b')).toMatchObject(exceeded('QUOTA_IDEMPOTENCY_KEYS'));
    });

    it('are not exceeded by twenty at once', async () => {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => ask(`key-${n}`)));
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(4);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(AT_ONCE - 4);
      expect(await sql(`SELECT key FROM idempotency_keys WHERE tenant_id = $1`, [tenant.id])).toHaveLength(4);
    });

    it('of which the last one comes twenty times at once are not refused', async () => {
      await asked('a', 'b', 'c');
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask('d')));
      expect(answers.filter(({ status }) => ![400, 409].includes(status))).toEqual([]);
    });
  });
});
