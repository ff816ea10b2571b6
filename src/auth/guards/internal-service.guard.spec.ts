import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InjectOptions } from 'fastify';
import { startAuthApp, type AuthApp } from '../testing/auth-app.builder.js';
import { mutate, randomSource } from '../testing/mutations.js';
import { freshNonce, signedV1, signedV2, type ServiceRequest } from '../testing/service-request.builder.js';
import { TENANT } from '../testing/token.builder.js';

describe('InternalServiceGuard', () => {
  let auth: AuthApp;
  beforeAll(async () => (auth = await startAuthApp()));
  afterAll(() => auth?.app.close());
  beforeEach(() => {
    auth.database.away = false;
    auth.clock.time += 1;
  });

  const call = async (options: InjectOptions) => {
    const response = await auth.app.inject({ url: '/things', ...options });
    return { status: response.statusCode, body: response.body ? response.json<Record<string, unknown>>() : undefined };
  };
  const v1 = (request?: ServiceRequest) => signedV1(auth.clock.now(), request);
  const v2 = (request?: ServiceRequest) => signedV2(auth.clock.now(), request);
  const json = { 'content-type': 'application/json' };

  it('lets a service in, for the tenant it names', async () => {
    const expected = {
      status: 200,
      body: { kind: 'service', id: 'payment-service', tenantId: TENANT, tenant: TENANT, isAdmin: false },
    };
    expect(await call({ headers: v1() })).toMatchObject(expected);
    expect(await call({ headers: v2() })).toMatchObject(expected);
    expect(await call({ headers: v2({ tenant: TENANT.toUpperCase() }) })).toMatchObject(expected);
  });

  it('signs the path with its query, as sent', async () => {
    const url = '/things?updatedSince=2026-01-01T00%3A00%3A00Z&b=%2f';
    expect(await call({ url, headers: v1({ url }) })).toMatchObject({ status: 200 });
    expect(await call({ url, headers: v2({ url }) })).toMatchObject({ status: 200 });
    expect(await call({ url, headers: v1() })).toMatchObject({ status: 401 });
  });

  it('knows HEAD from GET', async () => {
    expect(await call({ method: 'HEAD', headers: v1({ method: 'HEAD' }) })).toMatchObject({ status: 200 });
    expect((await auth.app.inject({ method: 'HEAD', url: '/things', headers: v1() })).statusCode).toBe(401);
  });

  it.each(['other-service', '__proto__', 'constructor', 'payment-service2', 'Payment-Service'])(
    'an unknown service with valid credentials is 403, with wrong ones 401: %s',
    async (service) => {
      expect(await call({ headers: v1({ service }) })).toMatchObject({
        status: 403,
        body: { code: 'unknown_service' },
      });
      expect(await call({ headers: v2({ service }) })).toMatchObject({
        status: 403,
        body: { code: 'unknown_service' },
      });
      expect(await call({ headers: v1({ service, secret: 'wrong' }) })).toMatchObject({ status: 401 });
      expect(await call({ headers: v1({ service, key: 'wrong' }) })).toMatchObject({ status: 401 });
    },
  );

  it('an unknown service uses nothing up', async () => {
    const before = auth.database.rows.size;
    await call({ method: 'DELETE', headers: v2({ service: 'other-service', method: 'DELETE' }) });
    expect(auth.database.rows.size).toBe(before);
  });

  it.each(Object.keys(signedV2(0)))('without %s is 401', async (name) => {
    const headers = Object.fromEntries(Object.entries(v2()).filter(([key]) => key !== name));
    expect(await call({ headers })).toMatchObject({ status: 401 });
  });

  it.each(Object.keys(signedV2(0)))('with %s twice is 401', async (name) => {
    const headers = v2();
    const doubled = { ...headers, [name]: [headers[name], headers[name]] as string[] };
    expect(await call({ headers: doubled })).toMatchObject({ status: 401 });
  });

  describe('bodies', () => {
    const payload = '{ "name": "é",\n "n": 1 }';

    it('version 2 covers the bytes, before anything parses them', async () => {
      const post = (body: string, sent: string) =>
        call({ method: 'POST', headers: { ...v2({ method: 'POST', body }), ...json }, payload: sent });
      expect(await post(payload, payload)).toMatchObject({ status: 201, body: { body: { name: 'é', n: 1 } } });
      expect(await post(payload, payload.replace('1', '2'))).toMatchObject({ status: 401 });
      expect(await post(payload, payload.replaceAll(' ', ''))).toMatchObject({ status: 401 });
      expect(await post('', payload)).toMatchObject({ status: 401 });
    });

    it('version 2 without a body signs zero bytes', async () => {
      expect(await call({ method: 'POST', headers: v2({ method: 'POST' }) })).toMatchObject({ status: 201 });
    });

    it('version 2 covers the bytes of any kind of body; only then is its kind refused', async () => {
      const body = 'a=1&b=2';
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const post = (sent: string) =>
        call({ method: 'POST', headers: { ...v2({ method: 'POST', body }), ...form }, payload: sent });
      expect(await post(body)).toMatchObject({ status: 415 });
      expect(await post('a=1&b=3')).toMatchObject({ status: 401 });
    });

    it('a body is not taken for an empty one, whatever its kind', async () => {
      const headers = { ...v2({ method: 'POST' }), 'content-type': 'text/x-unknown' };
      expect(await call({ method: 'POST', headers, payload: 'hello' })).toMatchObject({ status: 401 });
    });
  });

  describe('replays', () => {
    it.each([
      ['version 1, POST', () => v1({ method: 'POST' }), 'POST', 201],
      ['version 1, DELETE', () => v1({ method: 'DELETE', service: 'auth-service' }), 'DELETE', 200],
      ['version 2, POST', () => v2({ method: 'POST' }), 'POST', 201],
      ['version 2, GET', () => v2(), 'GET', 200],
    ] as const)('%s is accepted once', async (_, sign, method, status) => {
      const headers = sign();
      expect(await call({ method, headers })).toMatchObject({ status });
      for (let i = 0; i < 3; i++) {
        expect(await call({ method, headers })).toMatchObject({ status: 401, body: { code: 'replayed' } });
      }
      auth.clock.time += 5 * 60_000;
      expect(await call({ method, headers })).toMatchObject({ status: 401, body: { code: 'replayed' } });
      auth.clock.time += 1;
      expect(await call({ method, headers })).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    });

    it('version 1 is refused under another tenant and with another body as well', async () => {
      const headers = v1({ method: 'POST' });
      expect(await call({ method: 'POST', headers, payload: { n: 1 } })).toMatchObject({ status: 201 });
      const stolen = { ...headers, 'x-tenant-id': '11111111-1111-1111-1111-111111111111' };
      expect(await call({ method: 'POST', headers: stolen, payload: { n: 2 } })).toMatchObject({
        body: { code: 'replayed' },
      });
    });

    it('a nonce is refused in another request, but is its own for each service', async () => {
      const nonce = freshNonce();
      expect(await call({ headers: v2({ nonce }) })).toMatchObject({ status: 200 });
      expect(await call({ url: '/things?other=1', headers: v2({ nonce, url: '/things?other=1' }) })).toMatchObject({
        status: 401,
        body: { code: 'replayed' },
      });
      expect(await call({ headers: v2({ nonce, service: 'ticket-service' }) })).toMatchObject({ status: 200 });
    });

    it('version 1 may repeat a read, without a database', async () => {
      auth.database.away = true;
      const headers = v1();
      for (let i = 0; i < 3; i++) expect(await call({ headers })).toMatchObject({ status: 200 });
    });

    it('one of many at once gets in', async () => {
      const headers = v2({ method: 'POST' });
      const answers = await Promise.all(Array.from({ length: 20 }, () => call({ method: 'POST', headers })));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(401)]);
    });

    it('a request that was refused has used nothing up', async () => {
      const headers = v2({ method: 'POST' });
      expect(await call({ method: 'POST', headers: { ...headers, 'x-internal-service-key': 'x' } })).toMatchObject({
        status: 401,
      });
      expect(await call({ method: 'POST', headers })).toMatchObject({ status: 201 });
    });

    it('no request gets in unchecked while the database is away', async () => {
      auth.database.away = true;
      const headers = v2();
      expect(await call({ headers })).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
      auth.database.away = false;
      expect(await call({ headers })).toMatchObject({ status: 200 });
    });

    it('remembers for longer than the signature lives', async () => {
      await call({ headers: v2() });
      const expiry = [...auth.database.rows.values()].at(-1) as Date;
      expect(expiry.getTime() - auth.clock.now()).toBe(10 * 60_000);
    });
  });

  it.each([
    [
      'version 1',
      () => v1(),
      ['x-request-signature', 'x-internal-service-key', 'x-request-timestamp', 'x-service-name'],
    ],
    ['version 2', () => v2(), Object.keys(signedV2(0))],
  ] as const)('%s: no mutation of a header gets in, and none breaks anything', async (_, sign, names) => {
    const random = randomSource(20_260_802);
    for (let i = 0; i < 2_000; i++) {
      const headers = sign();
      const name = names[random(names.length)] as string;
      const mutated = { ...headers, [name]: mutate(headers[name] as string, random) };
      expect([name, mutated[name], (await call({ headers: mutated })).status]).toEqual([name, mutated[name], 401]);
    }
  });
});

describe('InternalServiceGuard with other settings', () => {
  it('takes version 2 only', async () => {
    const { app, clock } = await startAuthApp({ internal: { minVersion: 2 } });
    expect((await app.inject({ url: '/things', headers: signedV1(clock.now()) })).statusCode).toBe(401);
    expect((await app.inject({ url: '/things', headers: signedV2(clock.now()) })).statusCode).toBe(200);
    await app.close();
  });

  it('refuses all callers while nothing is configured', async () => {
    const { app, clock } = await startAuthApp({ internal: { sharedKey: undefined, sharedSecret: undefined } });
    expect((await app.inject({ url: '/things', headers: signedV1(clock.now()) })).statusCode).toBe(401);
    await app.close();
  });

  it("takes a service's own credentials instead of the shared pair, through a rotation", async () => {
    const credentials = new Map([['ticket-service', { key: 'own-key', secrets: ['new', 'old'] }]]);
    const { app, clock } = await startAuthApp({ internal: { credentials } });
    const status = async (request: ServiceRequest) =>
      (await app.inject({ url: '/things', headers: signedV2(clock.now(), request) })).statusCode;
    expect(await status({ service: 'ticket-service', key: 'own-key', secret: 'new' })).toBe(200);
    expect(await status({ service: 'ticket-service', key: 'own-key', secret: 'old' })).toBe(200);
    expect(await status({ service: 'ticket-service', key: 'own-key', secret: 'older' })).toBe(401);
    expect(await status({ service: 'ticket-service' })).toBe(401);
    expect(await status({ service: 'event-service' })).toBe(200);
    expect(await status({ service: 'event-service', key: 'own-key', secret: 'new' })).toBe(401);
    await app.close();
  });
});
