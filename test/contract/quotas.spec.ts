import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { beginConsent, openCallback, startConsentWorld, openAuthorizeUrl } from '../support/consent.client.js';
import { query } from '../support/database.js';
import { startInstance } from '../support/service.instance.js';
import type { Service } from '../support/service.js';
import { stripeEventBody, stripeSignature } from '../support/stripe.delivery.js';
import { Tenant, type Answer } from '../support/tenant.js';
import type { Account, World } from '../support/world.js';
import { INTEGRATION, PROBLEM, type Page } from './shapes.js';

const LOW = { QUOTA_INTEGRATIONS: '3', QUOTA_ENDPOINTS: '2', QUOTA_SECRETS: '2', QUOTA_OAUTH_STATES: '2' };
const AT_ONCE = 20;

const exceeded = (limit: keyof typeof LOW) => ({
  status: 409,
  body: { ...PROBLEM, status: 409, code: 'quota_exceeded', limit, value: Number(LOW[limit]) },
});
const statusesOf = (answers: readonly Answer<unknown>[]) => answers.map(({ status }) => status).sort();
const times = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

describe('Quotas', () => {
  let world: World;
  let tenant: Tenant;
  let accounts: Account[];

  beforeAll(async () => {
    world = await startConsentWorld(LOW);
    accounts = [];
    for (let seed = 1; seed <= AT_ONCE; seed++) accounts.push(await world.account({ scale: 1, seed }));
  });
  afterAll(() => world?.end());
  beforeEach(() => {
    tenant = world.tenant();
  });

  const connect = (account: Account | undefined, headers = {}) =>
    tenant.call<{ id: string; code: string }>(
      'POST',
      '/integrations',
      { provider: 'stripe', credentials: { apiKey: account?.secretKey } },
      headers,
    );
  const connectAll = async (count: number) => {
    const answers = [];
    for (const account of accounts.slice(0, count)) answers.push(await connect(account));
    return answers.map(({ body }) => body.id);
  };
  const connected = async () =>
    (await tenant.call<Page>('GET', '/integrations?status=connected&limit=200')).body.data.length;
  const consent = async (account: Account) => {
    await world.sandbox.control('POST', '/oauth', { account: account.id });
    const begun = await beginConsent(tenant, 'stripe');
    return openCallback(await openAuthorizeUrl(begun), begun.cookie);
  };
  const sql = (text: string, values: unknown[]) => query(world.database.adminUrl, text, values);

  describe('of integrations', () => {
    it('are not exceeded by twenty at once', async () => {
      const answers = await times(AT_ONCE, (n) => connect(accounts[n]));
      expect(statusesOf(answers)).toEqual([...Array(3).fill(201), ...Array(AT_ONCE - 3).fill(409)]);
      for (const answer of answers.filter(({ status }) => status === 409)) {
        expect(answer).toMatchObject(exceeded('QUOTA_INTEGRATIONS'));
      }
      expect(await connected()).toBe(3);
    });

    it('refuse before the provider is asked, and have room again after one is disconnected', async () => {
      const [first] = await connectAll(3);
      const nobody = { ...accounts[3], secretKey: 'sk_test_nobody' } as Account;
      expect(await connect(nobody)).toMatchObject(exceeded('QUOTA_INTEGRATIONS'));
      expect((await tenant.call('DELETE', `/integrations/${first}`)).status).toBe(204);
      expect((await connect(nobody)).status).toBe(422);
      expect((await connect(accounts[3])).status).toBe(201);
      expect(await connect(accounts[4])).toMatchObject(exceeded('QUOTA_INTEGRATIONS'));
    });

    it('are those of one tenant', async () => {
      await connectAll(3);
      tenant = world.tenant();
      expect((await connect(accounts[0])).status).toBe(201);
    });

    it('give the same refusal again for an Idempotency-Key', async () => {
      await connectAll(3);
      const key = { 'idempotency-key': randomUUID() };
      const first = await connect(accounts[3], key);
      const again = await connect(accounts[3], key);
      expect(again).toMatchObject(exceeded('QUOTA_INTEGRATIONS'));
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(again.body).toMatchObject({ ...first.body, requestId: again.body && expect.any(String) });
    });

    it('let an account be connected again by consent, and no new one', async () => {
      const [id] = await connectAll(3);
      expect(await consent(accounts[0]!)).toMatchObject({ status: 200, body: { id } });
      expect(await consent(accounts[3]!)).toMatchObject(exceeded('QUOTA_INTEGRATIONS'));
      expect(await connected()).toBe(3);
    });

    it('refuse a consent before its owner is asked, where no account could be connected again', async () => {
      await connectAll(3);
      await sql(`UPDATE integrations SET provider = 'square' WHERE tenant_id = $1`, [tenant.id]);
      expect(await tenant.call('POST', '/integrations/oauth/stripe/authorize', {})).toMatchObject(
        exceeded('QUOTA_INTEGRATIONS'),
      );
      expect(await sql(`SELECT * FROM oauth_states WHERE tenant_id = $1`, [tenant.id])).toEqual([]);
    });
  });

  describe('of webhook endpoints', () => {
    const endpoints = (id: string) => `/integrations/${id}/webhook-endpoints`;
    const create = (id: string, body: object = {}) =>
      tenant.call<{ id: string; url: string; activeSecrets: number }>('POST', endpoints(id), body);
    const atProvider = () => world.sandbox.control<unknown[]>('GET', '/webhook-endpoints');

    it('are not exceeded by twenty at once, and are those of one integration', async () => {
      const [one = '', two = ''] = await connectAll(2);
      const answers = await times(AT_ONCE, () => create(one, { secret: 'whsec_01234567' }));
      expect(statusesOf(answers)).toEqual([201, 201, ...Array(AT_ONCE - 2).fill(409)]);
      expect(answers.find(({ status }) => status === 409)).toMatchObject(exceeded('QUOTA_ENDPOINTS'));
      expect((await tenant.call<Page>('GET', endpoints(one))).body.data).toHaveLength(2);
      expect((await create(two)).status).toBe(201);
    });

    it('set nothing up at the provider beyond it, one by one or at once', async () => {
      const [id = ''] = await connectAll(1);
      const before = (await atProvider()).length;
      const answers = await times(5, () => create(id, { register: true }));
      expect(statusesOf(answers)).toEqual([201, 201, 409, 409, 409]);
      expect(await create(id, { register: true })).toMatchObject(exceeded('QUOTA_ENDPOINTS'));
      expect((await atProvider()).length - before).toBe(2);
      const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
      for (const endpoint of made) await tenant.call('DELETE', `${endpoints(id)}/${endpoint}`);
      expect((await create(id)).status).toBe(201);
    });

    it('never make a rotation fail: the oldest secret ends', async () => {
      const [id = ''] = await connectAll(1);
      const { body: endpoint } = await create(id, { secret: 'whsec_number_0' });
      const path = `${endpoints(id)}/${endpoint.id}`;
      const rotate = (n: number) =>
        tenant.call<{ activeSecrets: number }>('POST', `${path}/rotate`, {
          secret: `whsec_number_${n}`,
          overlapSeconds: 86_400,
        });
      const body = stripeEventBody({ id: 'evt_1', type: 'ping', created: 1, object: { id: 'x', object: 'x' } });
      const deliver = async (secret: string) =>
        (
          await fetch(endpoint.url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret) },
            body,
          })
        ).status;
      for (let n = 1; n <= 4; n++) {
        const { status, body: rotated } = await rotate(n);
        expect([n, status, rotated.activeSecrets]).toEqual([n, 200, 2]);
      }
      expect(await Promise.all([0, 2, 3, 4].map((n) => deliver(`whsec_number_${n}`)))).toEqual([401, 401, 200, 200]);
      const answers = await times(AT_ONCE, (n) => rotate(10 + n));
      expect(answers.map(({ status, body: rotated }) => [status, rotated.activeSecrets])).toEqual(
        Array(AT_ONCE).fill([200, 2]),
      );
      expect((await rotate(99)).body.activeSecrets).toBe(2);
      expect(await deliver('whsec_number_99')).toBe(200);
    });
  });

  describe('of consents under way', () => {
    const begin = (who: Tenant) => beginConsent(who, 'stripe');
    const hashes = async () =>
      (await sql(`SELECT state_hash FROM oauth_states WHERE tenant_id = $1 ORDER BY created_at`, [tenant.id])).length;

    it('end the oldest of the same principal', async () => {
      const colleague = new Tenant(() => world.service.url, { role: 'venue-owner', sub: 'user-2' });
      Object.assign(colleague, { id: tenant.id });
      await world.sandbox.control('POST', '/oauth', { account: accounts[0]!.id });
      const theirs = await begin(colleague);
      const mine = [await begin(tenant), await begin(tenant), await begin(tenant)];
      expect(await hashes()).toBe(3);
      const ends = [];
      for (const begun of [theirs, ...mine])
        ends.push((await openCallback(await openAuthorizeUrl(begun), begun.cookie)).status);
      expect(ends).toEqual([201, 400, 200, 200]);
    });

    it('are not exceeded by twenty at once', async () => {
      const begun = await times(AT_ONCE, () => begin(tenant));
      expect(new Set(begun.map(({ body }) => body.authorizeUrl)).size).toBe(AT_ONCE);
      expect(await hashes()).toBe(2);
    });
  });

  describe('that were lowered', () => {
    let strict: Service;

    beforeAll(async () => {
      strict = await startInstance(world.service, {
        QUOTA_INTEGRATIONS: '1',
        QUOTA_ENDPOINTS: '1',
        QUOTA_SECRETS: '1',
      });
    });
    afterAll(() => strict?.stop());

    it('leave what there is above them as it is', async () => {
      const [id = '', other = ''] = await connectAll(3);
      const path = `/integrations/${id}/webhook-endpoints`;
      const endpoints = [];
      for (const secret of ['whsec_first_1', 'whsec_second_1']) {
        endpoints.push((await tenant.call<{ id: string; url: string }>('POST', path, { secret })).body);
      }
      const [first, second] = endpoints;
      await tenant.call('POST', `${path}/${first?.id}/rotate`, { secret: 'whsec_first_2', overlapSeconds: 3_600 });

      const same = new Tenant(() => strict.url);
      Object.assign(same, { id: tenant.id });
      expect((await same.call<Page>('GET', '/integrations')).body.data).toHaveLength(3);
      const renamed = await same.call('PATCH', `/integrations/${other}`, { name: 'New', settings: {} });
      expect(renamed).toMatchObject({ status: 200, body: { ...INTEGRATION, name: 'New' } });
      expect(await same.call('POST', `/integrations/${other}/test`)).toMatchObject({ status: 200, body: { ok: true } });
      expect(await same.syncAndWait(other, 'customers')).toMatchObject({ status: 'succeeded' });
      const shown = (await same.call<Page>('GET', path)).body.data;
      expect(shown.map(({ activeSecrets }) => activeSecrets)).toEqual([2, 1]);
      const body = stripeEventBody({ id: 'evt_2', type: 'ping', created: 1, object: { id: 'x', object: 'x' } });
      for (const [endpoint, secret] of [
        [first, 'whsec_first_1'],
        [first, 'whsec_first_2'],
        [second, 'whsec_second_1'],
      ] as const) {
        const url = endpoint?.url.replace(world.service.url, strict.url) ?? '';
        const headers = { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret) };
        expect([secret, (await fetch(url, { method: 'POST', headers, body })).status]).toEqual([secret, 200]);
      }

      expect(await same.call('POST', path, {})).toMatchObject({ status: 409, body: { limit: 'QUOTA_ENDPOINTS' } });
      const another = { provider: 'stripe', credentials: { apiKey: accounts[5]?.secretKey } };
      expect(await same.call('POST', '/integrations', another)).toMatchObject({
        status: 409,
        body: { code: 'quota_exceeded', limit: 'QUOTA_INTEGRATIONS', value: 1 },
      });
      const rotated = await same.call('POST', `${path}/${first?.id}/rotate`, {
        secret: 'whsec_first_3',
        overlapSeconds: 60,
      });
      expect(rotated).toMatchObject({ status: 200, body: { activeSecrets: 1 } });
    });
  });
});
