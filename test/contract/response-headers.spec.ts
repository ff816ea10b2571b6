import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, sendBytes, type RawAnswer, type RawRequest } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { fetchOpenApi, fill, routesOf } from '../support/openapi.routes.js';
import { stripeEventBody, stripeSignature } from '../support/stripe.delivery.js';
import type { RunBody, Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const BOARD = '/api/v1/admin/queues/ui';
const HSTS = 'max-age=31536000; includeSubDomains';
/** Of the files of Swagger UI, which are published by npm. */
const PUBLIC = 'public, max-age=0';
const DATA = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};
/** A page runs nothing inline, loads from its own origin, and is framed by nobody. */
const PAGE = {
  ...DATA,
  'content-security-policy': expect.stringMatching(
    /^default-src 'none'; script-src 'self'; style-src 'self'( 'unsafe-hashes'( 'sha256-[\w+/=]+')+)?; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'$/,
  ),
};

describe('Headers of every answer', () => {
  let world: World;
  let tenant: Tenant;
  let admin: Tenant;
  let run: string;
  let exported: string;

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    admin = world.tenant({ role: 'admin' });
    const account = await world.account({ scale: 5, seed: 3 });
    const integrationId = await tenant.connect(account.secretKey);
    run = (await tenant.syncAndWait(integrationId, 'customers')).id;
    const batch = { operation: 'export', integrationId };
    const { body } = await tenant.call<{ runs: RunBody[] }>('POST', '/sync/batch', batch);
    exported = (await tenant.finished(body.runs[0]!.id)).id;
  });
  afterAll(() => world?.end());

  const ask = (request: RawRequest, as?: Tenant) =>
    send(world.service.url, { headers: as ? { authorization: `Bearer ${as.token()}` } : {}, ...request });
  const deliver = (signature: (body: string) => string) => {
    const body = stripeEventBody({ id: 'evt_1', type: 'customer.created', created: 1, object: { id: 'cus_1' } });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature(body) };
    return ask({ method: 'POST', path: '/api/v1/webhooks/stripe', headers, body });
  };
  const post = (body: string, type: string) =>
    ask({
      method: 'POST',
      path: '/api/v1/integrations',
      headers: { authorization: `Bearer ${tenant.token()}`, 'content-type': type },
      body,
    });

  it.each<[string, number, () => Promise<RawAnswer>, object?]>([
    ['a list', 200, () => ask({ path: '/api/v1/integrations' }, tenant)],
    ['HEAD', 200, () => ask({ method: 'HEAD', path: '/api/v1/integrations' }, tenant)],
    ['a webhook', 200, () => deliver((body) => stripeSignature(body))],
    ['a webhook that is not signed', 401, () => deliver(() => 't=1,v1=00')],
    ['the probe of a webhook', 200, () => ask({ path: '/api/v1/webhooks/stripe' })],
    ['health', 200, () => ask({ path: '/health' })],
    ['metrics', 200, () => ask({ path: '/metrics' })],
    ['the API document', 200, () => ask({ path: '/docs-json' })],
    ['an export', 200, () => ask({ path: `/api/v1/sync/runs/${exported}/export` }, tenant)],
    ['invalid input', 400, () => ask({ path: '/api/v1/integrations?limit=0' }, tenant)],
    ['invalid JSON', 400, () => post('{', 'application/json')],
    ['a callback without a state', 400, () => ask({ path: '/api/v1/integrations/oauth/stripe/callback' })],
    ['a URL that cannot be decoded', 400, () => ask({ path: '/api/v1/%zz' })],
    ['a URL with a NUL', 400, () => ask({ path: '/api/v1/%00' })],
    ['nobody', 401, () => ask({ path: '/api/v1/integrations' })],
    ['somebody else', 403, () => ask({ path: '/api/v1/admin/audit' }, tenant)],
    ['no such route', 404, () => ask({ path: '/nothing' })],
    ['no such file of the docs', 404, () => ask({ path: '/docs/nothing.js' })],
    ['no such object', 404, () => ask({ path: `/api/v1/integrations/${NOBODY}` }, tenant)],
    ['a method that no route has', 404, () => ask({ method: 'PROPFIND', path: '/health' })],
    ['too large a body', 413, () => post(' '.repeat(2_000_000), 'application/json')],
    ['too long a parameter', 414, () => ask({ path: `/api/v1/providers/${'x'.repeat(600)}` })],
    ['a type that is not taken', 415, () => post('a', 'text/plain')],
    ['progress', 200, () => events(), { ...DATA, 'cache-control': 'no-store, no-transform' }],
    ['the docs', 200, () => ask({ path: '/docs' }), PAGE],
    ['the docs with a slash', 200, () => ask({ path: '/docs/' }), PAGE],
    ['a file of the docs', 200, () => ask({ path: '/docs/swagger-ui.css' }), { ...DATA, 'cache-control': PUBLIC }],
    ['the board', 200, () => ask({ path: BOARD }, admin), PAGE],
    ['a page of the board', 200, () => ask({ path: `${BOARD}/queue/integration-low` }, admin), PAGE],
    ['a file of the board', 200, () => ask({ path: `${BOARD}/static/favicon-32x32.png` }, admin), PAGE],
    ['what the board shows', 200, () => ask({ path: `${BOARD}/api/queues` }, admin), PAGE],
    ['the board to somebody else', 403, () => ask({ path: BOARD }, tenant)],
  ])('%s: %i', async (_, status, answer, expected = DATA) => {
    const { status: actual, headers } = await answer();
    expect([actual, headers]).toEqual([status, expect.objectContaining(expected)]);
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  const events = () => ask({ path: `/api/v1/sync/runs/${run}/events` }, tenant);

  it('are the same on every documented route, with and without credentials', async () => {
    const routes = routesOf(await fetchOpenApi(world.service.url)).filter(({ path }) => path !== BOARD);
    expect(routes.length).toBeGreaterThan(50);
    const expected = { ...DATA, 'cache-control': expect.stringMatching(/^no-store(, no-transform)?$/) };
    for (const { method, path } of routes) {
      const request = { method, path: fill(path, { provider: 'stripe', id: NOBODY }, 'x') };
      const answers = [await ask(request), ...(method === 'GET' ? [await ask(request, admin)] : [])];
      for (const { headers } of answers) expect([method, path, headers]).toMatchObject([method, path, expected]);
    }
  });

  it.each([
    ['a header that is none', '400', 'GET / HTTP/1.1\r\nhost: a\r\nx: \x01\r\n\r\n'],
    ['no HTTP', '400', 'nonsense\r\n\r\n'],
    ['too many headers', '431', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['no host', '400', 'GET / HTTP/1.1\r\n\r\n'],
    ['an expectation', '417', 'GET / HTTP/1.1\r\nhost: a\r\nexpect: tea\r\nconnection: close\r\n\r\n'],
    ['HTTP/1.0', '200', 'GET /health/live HTTP/1.0\r\n\r\n'],
  ])('are there for %s: %s', async (_, status, bytes) => {
    const text = await sendBytes(world.service.url, bytes);
    expect(text.slice(9, 12)).toBe(status);
    expect(headersIn(text)).toMatchObject(DATA);
  });

  it('ask for https where the service is reached by it', async () => {
    const service = await startInstance(world.service, { PUBLIC_URL: 'https://hub.example' });
    try {
      for (const path of ['/health', '/docs', '/nothing', '/%zz']) {
        const { headers } = await send(service.url, { path });
        expect([path, headers['strict-transport-security']]).toEqual([path, HSTS]);
      }
      const text = await sendBytes(service.url, 'nonsense\r\n\r\n');
      expect(headersIn(text)).toMatchObject({ ...DATA, 'strict-transport-security': HSTS });
    } finally {
      await service.stop();
    }
  });
});

function headersIn(text: string): Record<string, string> {
  const [head = ''] = text.split('\r\n\r\n');
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
}
