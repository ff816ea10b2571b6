import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENTITIES, type Entity } from '../../src/outbound/items/entity.js';
import { ITEM_EXAMPLES } from '../../src/outbound/items/item.examples.js';
import { send, type RawAnswer } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { SERVICE_KEY, SERVICE_SECRET, serviceHeaders, type Signing } from '../support/internal-service.headers.js';
import { patient } from '../support/patience.js';
import type { Service } from '../support/service.js';
import { startWorld, type World } from '../support/world.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const MINUTE = 60_000;
type Order = Partial<Signing> & { sent?: Partial<Signing>; extra?: Record<string, string> };

describe('Internal services', () => {
  let world: World;
  let integrationId: string;
  const tenantId = randomUUID();

  beforeAll(async () => {
    world = await startWorld();
    const account = await world.account({ scale: 5, seed: 1 });
    const created = await ask({
      service: 'payment-service',
      method: 'POST',
      path: '/api/v1/integrations',
      body: JSON.stringify({ provider: 'stripe', credentials: { apiKey: account.secretKey } }),
    });
    integrationId = String(created.body.id);
  });
  afterAll(() => world?.end());

  /** Signs one request, and sends it, or another one (`sent`) with its signature. */
  const ask = async (order: Order, url = world.service.url): Promise<RawAnswer> => {
    const { sent = {}, extra = {}, ...own } = order;
    const signing = { service: 'auth-service', tenantId, method: 'GET', path: '/api/v1/integrations', ...own };
    const { method, path, body, tenantId: tenant } = { ...signing, ...sent };
    return send(url, {
      method,
      path,
      body,
      headers: {
        ...serviceHeaders(signing),
        'x-tenant-id': tenant,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...extra,
      },
    });
  };
  const write = (order: Order = {}): Order => ({
    method: 'PATCH',
    path: `/api/v1/integrations/${integrationId}`,
    body: '{"name":"x"}',
    ...order,
  });

  describe.each([1, 2] as const)('with signatures of version %i', (version) => {
    it.each([
      ['auth-service', [200, 200, 200, 404, 403, 403, 403, 403, 403, 403]],
      ['event-service', [200, 403, 200, 403, 403, 403, 202, 403, 403, 403]],
      ['ticket-service', [200, 403, 200, 403, 403, 403, 403, 202, 403, 403]],
      ['payment-service', [200, 200, 200, 404, 202, 403, 403, 403, 202, 403]],
      ['notification-service', [200, 403, 403, 403, 403, 202, 403, 403, 403, 202]],
    ])('%s may do what the contract lists', async (service, expected) => {
      const sync = (syncType: string): Order => ({
        method: 'POST',
        path: '/api/v1/sync',
        body: JSON.stringify({ integrationId, syncType }),
      });
      const push = (entity: Entity): Order => ({
        method: 'POST',
        path: `/api/v1/sync/${entity}`,
        body: JSON.stringify({ items: [ITEM_EXAMPLES[entity]] }),
      });
      const orders: Order[] = [
        { path: '/api/v1/integrations?limit=10' },
        write(),
        { path: '/api/v1/webhooks/events' },
        { method: 'POST', path: `/api/v1/webhooks/events/${NOBODY}/replay` },
        sync('charges'),
        sync('customers'),
        ...ENTITIES.map(push),
      ];
      const statuses = [];
      for (const order of orders) statuses.push((await ask({ service, version, ...order })).status);
      expect(statuses).toEqual(expected);
    });

    it.each<[string, Order]>([
      ['a wrong key', { key: `${SERVICE_KEY}x` }],
      ['a wrong secret', { secret: `${SERVICE_SECRET}x` }],
      ['an old time', { timestamp: () => Date.now() - 5 * MINUTE - 2_000 }],
      ['a time to come', { timestamp: () => Date.now() + 5 * MINUTE + 5_000 }],
      ['a time in seconds', { timestamp: () => Math.floor(Date.now() / 1000) }],
      ['a time with a fraction', { timestamp: () => `${Date.now()}.5` }],
      ['a time that is none', { timestamp: () => 'NaN' }],
      ['another method', { sent: { method: 'HEAD' } }],
      ['another path', { sent: { path: '/api/v1/providers' } }],
      ['another query', { sent: { path: '/api/v1/integrations?limit=1' } }],
      ['a signature in upper case', { extra: { 'x-request-signature': 'A'.repeat(64) } }],
      ['a short signature', { extra: { 'x-request-signature': 'ab' } }],
      ['an empty signature', { extra: { 'x-request-signature': '' } }],
      ['an unknown version', { extra: { 'x-signature-version': '3' } }],
      ['a tenant that is no UUID', { tenantId: 'tenant-1' }],
      ['a second mechanism', { extra: { authorization: 'Bearer x' } }],
      ['another service', { extra: { 'x-service-name': 'payment-service' } }],
    ])('%s is 401', async (_, order) => {
      const { status, body, headers } = await ask({ version, ...order });
      expect(status).toBe(401);
      if (order.sent?.method !== 'HEAD') expect(body).toMatchObject({ status: 401, code: expect.any(String) });
      expect(headers['www-authenticate']).toBe('Bearer');
    });

    it('a header that is missing or doubled is 401', async () => {
      const signing = { service: 'auth-service', tenantId, method: 'GET', path: '/api/v1/integrations' };
      const names = Object.keys(serviceHeaders({ ...signing, version }));
      // Without its version, a request of version 2 is one of version 1 that does not verify.
      expect(names).toHaveLength(version === 1 ? 5 : 7);
      for (const name of names) {
        const pairs = Object.entries(serviceHeaders({ ...signing, version }));
        const without = pairs.filter(([other]) => other !== name);
        const doubled = [...pairs, ...pairs.filter(([other]) => other === name)];
        for (const headers of [without, doubled]) {
          const { status } = await send(world.service.url, { path: signing.path, headers });
          expect([name, headers.length, status]).toEqual([name, headers.length, 401]);
        }
      }
    });

    it('an unknown service with the right pair is 403, and so is one that an object would know', async () => {
      for (const service of ['order-service', 'constructor', '__proto__', 'AUTH-SERVICE']) {
        expect(await ask({ version, service })).toMatchObject({ status: 403, body: { code: 'unknown_service' } });
      }
    });

    it('is good for nearly five minutes either way', async () => {
      for (const age of [-5 * MINUTE + patient(5_000), 5 * MINUTE - patient(5_000)]) {
        expect((await ask({ version, timestamp: () => Date.now() + age })).status).toBe(200);
      }
    });

    it('another tenant finds nothing', async () => {
      const path = `/api/v1/integrations/${integrationId}`;
      expect((await ask({ version, path, tenantId: randomUUID() })).status).toBe(404);
      expect((await ask({ version, path })).status).toBe(200);
    });
  });

  it.each<[string, Order]>([
    ['the tenant', { sent: { tenantId: randomUUID() } }],
    ['the body', { sent: { body: '{"name":"y"}' } }],
    ['whether there is a body', { sent: { body: undefined } }],
    ['the nonce', { extra: { 'x-request-nonce': 'another-nonce-0123456789' } }],
  ])('version 2 covers %s', async (_, change) => {
    expect((await ask(write({ version: 2 }))).status).toBe(200);
    expect((await ask(write({ version: 2, ...change }))).status).toBe(401);
  });

  it.each(['short', 'x'.repeat(15), 'x'.repeat(65), 'has spaces in it, 22', 'plus+slash/equals=='])(
    'the nonce %j is 401',
    async (nonce) => {
      expect((await ask({ version: 2, nonce })).status).toBe(401);
    },
  );

  it('nonces of 16 to 64 characters are taken', async () => {
    for (const length of [16, 64]) {
      expect((await ask({ version: 2, nonce: randomUUID().repeat(2).slice(0, length) })).status).toBe(200);
    }
  });

  describe('a second time', () => {
    const REPLAYED = { status: 401, body: { code: 'replayed' } };
    const nonce = () => randomUUID();

    it('version 1 may read, and may not write', async () => {
      const now = Date.now();
      const timestamp = () => now;
      const reads = await Promise.all([ask({ timestamp }), ask({ timestamp })]);
      expect(reads.map(({ status }) => status)).toEqual([200, 200]);
      const order = write({ timestamp: () => now + 1 });
      expect((await ask(order)).status).toBe(200);
      expect(await ask(order)).toMatchObject(REPLAYED);
      expect(await ask({ ...order, sent: { tenantId: randomUUID() } })).toMatchObject(REPLAYED);
    });

    it('a nonce of version 2 is refused whatever it signs', async () => {
      const used = { version: 2, nonce: nonce() } as const;
      expect((await ask(used)).status).toBe(200);
      expect(await ask(used)).toMatchObject(REPLAYED);
      expect(await ask({ ...used, timestamp: () => Date.now() + 1_000 })).toMatchObject(REPLAYED);
      expect((await ask({ ...used, service: 'event-service' })).status).toBe(200);
    });

    it('of twenty at once, one is accepted', async () => {
      const now = Date.now();
      const order = write({ version: 2, nonce: nonce(), timestamp: () => now });
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(order)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(401)]);
    });

    it('is refused by another instance, and after a restart', async () => {
      const first = { version: 2, nonce: nonce() } as const;
      const now = Date.now();
      const second = write({ timestamp: () => now });
      expect([(await ask(first)).status, (await ask(second)).status]).toEqual([200, 200]);
      const other = await startInstance(world.service);
      const there = [await ask(first, other.url), await ask(second, other.url)];
      await other.stop();
      await world.service.kill();
      await world.restart();
      for (const answer of [...there, await ask(first), await ask(second)]) expect(answer).toMatchObject(REPLAYED);
    });
  });

  describe('as configured', () => {
    let strict: Service;
    const own = { key: 'payment-key-0123456789', secrets: ['payment-new-0123456789', 'payment-old-0123456789'] };

    beforeAll(async () => {
      strict = await startInstance(world.service, {
        INTERNAL_SIGNATURE_MIN_VERSION: '2',
        INTERNAL_SERVICE_CREDENTIALS: JSON.stringify({ 'payment-service': own }),
      });
    });
    afterAll(() => strict?.stop());

    it('version 1 can be closed', async () => {
      expect((await ask({ version: 1 }, strict.url)).status).toBe(401);
      expect((await ask({ version: 2 }, strict.url)).status).toBe(200);
    });

    it('credentials of its own win over the shared pair, every secret of them', async () => {
      const payment = { service: 'payment-service', version: 2 } as const;
      for (const secret of own.secrets) {
        expect((await ask({ ...payment, key: own.key, secret }, strict.url)).status).toBe(200);
        expect((await ask({ key: own.key, secret, version: 2 }, strict.url)).status).toBe(401);
      }
      expect((await ask(payment, strict.url)).status).toBe(401);
      expect((await ask({ ...payment, key: own.key }, strict.url)).status).toBe(401);
    });
  });
});
