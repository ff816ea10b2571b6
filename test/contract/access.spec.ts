import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, type RawAnswer } from '../support/http.client.js';
import { serviceHeaders } from '../support/internal-service.headers.js';
import { fetchOpenApi, fill, routesOf, type Route } from '../support/openapi.routes.js';
import { startWorld, type World } from '../support/world.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const PARAMETERS = { provider: 'stripe', kind: 'run', name: 'integration-low', type: 'customers', syncType: 'all' };

/** Services that lack it; every one of them may read integrations. */
const LACKING: Record<string, string[]> = {
  'integrations:read': [],
  'integrations:write': ['event-service', 'ticket-service', 'notification-service'],
  'webhooks:receive': ['notification-service'],
  'webhooks:replay': ['event-service', 'ticket-service', 'notification-service'],
  'sync:<domain of the sync type>': ['auth-service'],
  'sync:<domain of the target>': ['auth-service'],
  'sync:events': ['auth-service', 'ticket-service', 'payment-service', 'notification-service'],
  'sync:tickets': ['auth-service', 'event-service', 'payment-service', 'notification-service'],
  'sync:payments': ['auth-service', 'event-service', 'ticket-service', 'notification-service'],
  'sync:contacts': ['auth-service', 'event-service', 'ticket-service', 'payment-service'],
  'role admin': ['auth-service', 'event-service', 'ticket-service', 'payment-service', 'notification-service'],
};

describe('Access to every documented route', () => {
  let world: World;
  let routes: Route[];
  let guarded: Route[];

  beforeAll(async () => {
    world = await startWorld();
    routes = routesOf(await fetchOpenApi(world.service.url));
    guarded = routes.filter(({ access }) => access in LACKING);
  });
  afterAll(() => world?.end());

  const pathOf = (route: Route) => fill(route.path, PARAMETERS, NOBODY);
  const call = (route: Route, headers: Record<string, string> = {}): Promise<RawAnswer> =>
    send(world.service.url, { method: route.method, path: pathOf(route), headers });
  const asUser = (route: Route, claims: Record<string, unknown>) =>
    call(route, { authorization: `Bearer ${world.tenant(claims).token()}` });
  const asService = (route: Route, service: string) =>
    call(route, serviceHeaders({ service, tenantId: NOBODY, method: route.method, path: pathOf(route) }));
  const named = (route: Route, answer: RawAnswer) => [`${route.method} ${route.path}`, answer.status, answer.body.code];

  const each = async (chosen: readonly Route[], ask: (route: Route) => Promise<RawAnswer>) => {
    const answers = [];
    for (const route of chosen) answers.push(named(route, await ask(route)));
    return answers;
  };
  const allAnswered = (chosen: readonly Route[], status: number, code: string) =>
    chosen.map(({ method, path }) => [`${method} ${path}`, status, code]);

  it('is what was reviewed', async () => {
    const reviewed = JSON.parse(await readFile(new URL('./access.snapshot.json', import.meta.url), 'utf8')) as object;
    const actual = Object.fromEntries(routes.map(({ method, path, access }) => [`${method} ${path}`, access]));
    expect(Object.values(actual)).not.toContain('undeclared');
    expect(actual).toEqual(reviewed);
  });

  it('is refused without credentials, for HEAD as for GET', async () => {
    expect(guarded.length).toBeGreaterThan(40);
    expect(await each(guarded, (route) => call(route))).toEqual(allAnswered(guarded, 401, 'unauthenticated'));
    const readable = guarded.filter(({ method }) => method === 'GET');
    const heads = await Promise.all(readable.map((route) => call({ ...route, method: 'HEAD' })));
    expect(heads.map(({ status }) => status)).toEqual(readable.map(() => 401));
  });

  it('is open, or up to the provider, where the table says so', async () => {
    const open = routes.filter((route) => !guarded.includes(route));
    expect(await each(open, (route) => call(route))).toEqual([
      ['GET /', 200, undefined],
      ['GET /api/v1/integrations/oauth/{provider}/callback', 400, 'invalid_oauth_state'],
      ['GET /api/v1/webhooks/{provider}', 200, undefined],
      ['POST /api/v1/webhooks/{provider}', 401, 'invalid_signature'],
      ['GET /api/v1/webhooks/{provider}/{endpointToken}', 200, undefined],
      ['POST /api/v1/webhooks/{provider}/{endpointToken}', 404, 'webhook_endpoint_not_found'],
      ['GET /health', 200, undefined],
      ['GET /health/live', 200, undefined],
      ['GET /health/ready', 200, undefined],
      ['GET /metrics', 200, undefined],
    ]);
  });

  it.each([
    ['nothing at all', {}],
    ['an unknown role', { role: 'owner' }],
    ['the name of an area', { permissions: ['integrations', 'sync', 'webhooks'] }],
    ['half a wildcard', { permissions: ['integrations:', 'sync:', 'webhooks:', '*:*', 'admin', 'admin:*'] }],
  ])('is refused to a user with %s', async (_, claims) => {
    expect(await each(guarded, (route) => asUser(route, claims))).toEqual(allAnswered(guarded, 403, 'forbidden'));
  });

  it('is refused to a service that lacks the permission', async () => {
    for (const route of guarded) {
      for (const service of LACKING[route.access] ?? []) {
        expect([service, ...named(route, await asService(route, service))]).toEqual([
          service,
          `${route.method} ${route.path}`,
          403,
          'forbidden',
        ]);
      }
    }
  });

  it('is given to whoever holds exactly that permission', async () => {
    for (const route of guarded) {
      const claims =
        route.access === 'role admin'
          ? { role: 'admin' }
          : { permissions: [route.access.startsWith('sync:<') ? 'sync:contacts' : route.access] };
      const { status } = await asUser(route, claims);
      expect([`${route.method} ${route.path}`, [401, 403].includes(status)]).toEqual([
        `${route.method} ${route.path}`,
        false,
      ]);
    }
  });

  it('keeps administration to the role', async () => {
    const admin = guarded.filter(({ path }) => path.startsWith('/api/v1/admin/'));
    expect(admin.map(({ access }) => access)).toEqual(admin.map(() => 'role admin'));
    expect(admin.length).toBeGreaterThanOrEqual(13);
    for (const claims of [
      { role: 'venue-owner' },
      { role: 'venue_admin' },
      { role: 'Admin' },
      { role: 'venue-owner', permissions: ['*'] },
      { permissions: ['admin:all', 'role admin', 'admin'] },
    ]) {
      expect(await each(admin, (route) => asUser(route, claims))).toEqual(allAnswered(admin, 403, 'forbidden'));
    }
  });

  it.each([
    ['admin', { role: 'admin' }, [200, 404, 200, 404, 403]],
    ['venue-owner', { role: 'venue-owner' }, [200, 404, 200, 404, 403]],
    ['venue_admin among roles', { roles: ['guest', 'venue_admin'] }, [200, 404, 200, 404, 403]],
    ['venue-manager', { role: 'venue-manager' }, [200, 403, 200, 403, 403]],
    ['a wildcard', { permissions: ['*'] }, [200, 404, 200, 404, 403]],
    ['admin:all', { permissions: ['admin:all'] }, [200, 404, 200, 404, 403]],
    ['webhooks:*', { permissions: ['webhooks:*'] }, [403, 403, 200, 404, 403]],
  ])('gives %s what the contract lists', async (name, claims, expected) => {
    const asked: Route[] = [
      { method: 'GET', path: '/api/v1/integrations', access: '' },
      { method: 'PATCH', path: '/api/v1/integrations/{id}', access: '' },
      { method: 'GET', path: '/api/v1/webhooks/events', access: '' },
      { method: 'POST', path: '/api/v1/webhooks/events/{id}/replay', access: '' },
      { method: 'GET', path: '/api/v1/admin/queues', access: '' },
    ];
    const statuses = (await each(asked, (route) => asUser(route, claims))).map(([, status]) => status);
    expect(statuses).toEqual(name === 'admin' ? [...expected.slice(0, 4), 200] : expected);
  });
});
