import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InjectOptions } from 'fastify';
import { startAuthApp, type AuthApp } from '../testing/auth-app.builder.js';
import { signedV1, signedV2 } from '../testing/service-request.builder.js';
import { bearer, TENANT, token } from '../testing/token.builder.js';

describe('AccessGuard', () => {
  let auth: AuthApp;
  beforeAll(async () => (auth = await startAuthApp()));
  afterAll(() => auth?.app.close());

  const call = async (options: InjectOptions) => {
    const response = await auth.app.inject(options);
    return { status: response.statusCode, headers: response.headers, body: response.json<Record<string, unknown>>() };
  };
  const asUser = (changes?: Record<string, unknown>) => bearer(token(changes));
  const asService = (service: string, method: string, url: string) =>
    signedV1(auth.clock.now(), { service, method: method, url });

  it('closes a route that states no access, to all callers', async () => {
    for (const headers of [{}, asUser({ role: 'admin' }), asService('auth-service', 'GET', '/things/forgotten')]) {
      expect(await call({ url: '/things/forgotten', headers })).toMatchObject({
        status: 403,
        body: { code: 'route_not_declared' },
      });
    }
  });

  it.each([
    ['no credentials', {}],
    ['a malformed token', { authorization: 'Bearer x' }],
    ['both mechanisms', { authorization: 'Bearer x', 'x-service-name': 'y' }],
  ])('does not look at credentials on a public route: %s', async (_, headers) => {
    expect(await call({ url: '/things/open', headers })).toMatchObject({ status: 200, body: { open: true } });
    expect(await call({ url: '/admin/ping', headers })).toMatchObject({ status: 200 });
  });

  it('leaves a provider-signed route to its owner', async () => {
    expect(await call({ method: 'POST', url: '/things/hook', payload: {} })).toMatchObject({ status: 201 });
  });

  it('keeps what belongs to no tenant from users and services, and not from administrators', async () => {
    const reservedTenant = '00000000-0000-0000-0000-000000000000';
    const reserved = { status: 403, body: { code: 'tenant_reserved' } };
    expect(await call({ url: '/things', headers: asUser({ tenant_id: reservedTenant }) })).toMatchObject(reserved);
    expect(
      await call({ method: 'POST', url: '/things/sync', headers: asUser({ tenant_id: reservedTenant }) }),
    ).toMatchObject(reserved);
    const service = signedV1(auth.clock.now(), { service: 'ticket-service', url: '/things', tenant: reservedTenant });
    expect(await call({ url: '/things', headers: service })).toMatchObject(reserved);
    const admin = asUser({ role: 'admin', tenant_id: reservedTenant });
    expect(await call({ url: '/admin/queues', headers: admin })).toMatchObject({ status: 200 });
  });

  it('knows no caller on a public route', async () => {
    expect(await call({ url: '/things/open/caller', headers: asUser() })).toMatchObject({ status: 401 });
  });

  it('challenges a caller that sends no credentials', async () => {
    const { status, headers, body } = await call({ url: '/things' });
    expect(status).toBe(401);
    expect(headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'content-type': expect.stringMatching(/^application\/problem\+json/),
    });
    expect(body).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  it.each(['x-internal-service-key', 'x-service-name', 'x-request-signature'])(
    'refuses a token together with %s, valid or not',
    async (name) => {
      const signed = asService('auth-service', 'GET', '/things');
      for (const value of [signed[name] as string, 'x', '']) {
        expect(await call({ url: '/things', headers: { ...asUser(), [name]: value } })).toMatchObject({
          status: 401,
          body: { code: 'ambiguous_credentials' },
        });
      }
      expect(await call({ url: '/things', headers: { ...signed, authorization: '' } })).toMatchObject({
        status: 401,
        body: { code: 'ambiguous_credentials' },
      });
    },
  );

  it("takes a user's tenant from the token, whatever a header says", async () => {
    const headers = { ...asUser(), 'x-tenant-id': '11111111-1111-1111-1111-111111111111', 'x-request-timestamp': '1' };
    expect(await call({ url: '/things', headers })).toMatchObject({ status: 200, body: { tenantId: TENANT } });
  });

  it('hands the handler its caller and tenant', async () => {
    expect(await call({ url: '/things', headers: asUser({ sub: 'u7' }) })).toMatchObject({
      body: { kind: 'user', id: 'u7', tenant: TENANT, isAdmin: false },
    });
    expect(await call({ url: '/things', headers: asService('event-service', 'GET', '/things') })).toMatchObject({
      body: { kind: 'service', id: 'event-service', tenant: TENANT, isAdmin: false },
    });
  });

  it.each([
    ['GET', '/things', { role: 'venue-manager' }, 200],
    ['GET', '/things', { role: 'customer' }, 403],
    ['GET', '/things', { role: 'customer', permissions: ['integrations:read'] }, 200],
    ['GET', '/things', { role: 'customer', permissions: ['admin:all'] }, 200],
    ['POST', '/things', { role: 'venue-manager' }, 403],
    ['POST', '/things', { role: 'venue-owner' }, 201],
    ['POST', '/things', { role: 'admin' }, 201],
    ['DELETE', '/things', { role: 'venue-manager' }, 403],
    ['DELETE', '/things', { role: 'customer', permissions: ['webhooks:replay'] }, 403],
    ['DELETE', '/things', { role: 'venue_admin' }, 200],
    ['POST', '/things/sync', { role: 'customer' }, 201],
    ['GET', '/admin/queues', { role: 'admin' }, 200],
    ['GET', '/admin/queues', { role: undefined, roles: ['x', 'admin'] }, 200],
    ['GET', '/admin/queues', { role: 'venue-owner' }, 403],
    ['GET', '/admin/queues', { role: 'customer', permissions: ['*', 'admin:all'] }, 403],
  ] as const)('%s %s as the user %j: %i', async (method, url, changes, status) => {
    const payload = method === 'POST' ? {} : undefined;
    const response = await call({ method, url, headers: asUser(changes), payload });
    expect(response.status).toBe(status);
    if (status === 403) expect(response.body).toMatchObject({ code: 'forbidden' });
  });

  it.each([
    ['GET', '/things', 'notification-service', 200],
    ['POST', '/things', 'notification-service', 403],
    ['POST', '/things', 'payment-service', 201],
    ['DELETE', '/things', 'auth-service', 200],
    ['DELETE', '/things', 'ticket-service', 403],
    ['POST', '/things/sync', 'ticket-service', 201],
    ['GET', '/admin/queues', 'auth-service', 403],
  ] as const)('%s %s as %s: %i', async (method, url, service, status) => {
    auth.clock.time += 1;
    const payload = method === 'POST' ? {} : undefined;
    const response = await call({ method, url, headers: asService(service, method, url), payload });
    expect(response.status).toBe(status);
  });

  it('uses up no signature of a request that is refused anyway', async () => {
    const headers = signedV2(auth.clock.now(), { service: 'ticket-service', method: 'DELETE' });
    const before = auth.database.rows.size;
    for (let i = 0; i < 2; i++) {
      expect(await call({ method: 'DELETE', url: '/things', headers })).toMatchObject({ status: 403 });
    }
    expect(auth.database.rows.size).toBe(before);
  });
});
