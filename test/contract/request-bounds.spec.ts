import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { request as httpRequest, Agent } from 'node:http';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, sendBytes } from '../support/http.client.js';
import { startInstance } from '../support/service.instance.js';
import { fetchOpenApi, fill, routesOf, type Route } from '../support/openapi.routes.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const MOST_BYTES_OF_AN_ERROR = 4_096;
const JSON_TYPE = { 'content-type': 'application/json' };

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));

/** Bodies of legal and illegal size, each of another shape. */
const SHAPES: [string, string | Buffer][] = [
  ['many keys', JSON.stringify(keys(480))],
  ['too many keys', JSON.stringify(keys(4_000))],
  ['many keys in settings', JSON.stringify({ provider: 'stripe', credentials: {}, settings: keys(480) })],
  ['many keys in credentials', JSON.stringify({ provider: 'stripe', credentials: keys(480) })],
  [
    'many objects of many keys',
    JSON.stringify({ settings: Object.fromEntries(Object.keys(keys(10)).map((key) => [key, keys(400)])) }),
  ],
  ['many items', JSON.stringify(Array(4_900).fill(1))],
  ['many objects', JSON.stringify(Array(2_400).fill({ a: 1 }))],
  ['many ids', JSON.stringify({ filter: { ids: Array(1_500).fill(randomUUID()) } })],
  ['as deep as allowed', `${'{"a":'.repeat(15)}1${'}'.repeat(15)}`],
  ['deep', '['.repeat(60_000)],
  ['a long string', JSON.stringify({ provider: 'x'.repeat(60_000), cron: '*'.repeat(2_000) })],
  ['a long name', JSON.stringify({ ['x'.repeat(60_000)]: 1 })],
  [
    'names of control characters',
    JSON.stringify(Object.fromEntries(Object.keys(keys(90)).map((key) => [`${'\u0001'.repeat(100)}${key}`, 1]))),
  ],
  ['one byte too many', Buffer.alloc(65_537, ' ')],
  ['a megabyte', Buffer.alloc(1_048_576, '[')],
];

describe('Request bounds', () => {
  let world: World;
  let tenant: Tenant;
  let admin: Tenant;
  let routes: Route[];

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    admin = world.tenant({ role: 'admin' });
    routes = routesOf(await fetchOpenApi(world.service.url));
  });
  afterAll(() => world?.end());

  const ask = (method: string, path: string, body?: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
    send(world.service.url, {
      method,
      path,
      headers: { authorization: `Bearer ${(path.includes('/admin/') ? admin : tenant).token()}`, ...headers },
      body,
    });
  const post = (body: string | Buffer, headers?: Record<string, string>) =>
    ask('POST', '/api/v1/integrations', body, { ...JSON_TYPE, ...headers });

  it.each(SHAPES)('%s: every route that takes a body answers in few bytes', async (_, body) => {
    const writing = routes.filter(
      ({ method, access }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && !/signature$/.test(access),
    );
    expect(writing.length).toBeGreaterThan(18);
    for (const { method, path } of writing) {
      const { status, text } = await ask(method, fill(path, { provider: 'stripe' }, NOBODY), body);
      expect([method, path, status, status < 500]).toEqual([method, path, status, true]);
      expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES_OF_AN_ERROR);
    }
  });

  it.each(routesWithQueries())('a long query of %s is refused in few bytes', async (_, query) => {
    for (const { method, path, access } of routes) {
      if (method !== 'GET' || /signature$/.test(access)) continue;
      const { status, text } = await ask('GET', `${fill(path, { provider: 'stripe' }, NOBODY)}?${query}`);
      expect([path, status >= 400 && status < 500]).toEqual([path, !/webhooks\/\{provider\}|queues\/ui/.test(path)]);
      if (status >= 400) expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES_OF_AN_ERROR);
    }
  });

  it.each<[string, string | Buffer, Record<string, string>, number]>([
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['a content-encoding', '{}', { 'content-encoding': 'gzip' }, 415],
    ['no content type', '{}', { 'content-type': '' }, 415],
  ])('%s is refused', async (_, body, headers, status) => {
    expect(await post(body, headers)).toMatchObject({
      status,
      headers: { 'content-type': expect.stringContaining('problem+json') },
    });
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))('"%s" is an unknown field', async (name) => {
    const body = `{"provider":"stripe","credentials":{"apiKey":"x"},${JSON.stringify(name)}:1}`;
    expect((await post(body)).status).toBe(400);
    expect((await ask('GET', `/api/v1/integrations?${name}=1`)).status).toBe(400);
    expect((await post(`{"provider":"stripe","credentials":{${JSON.stringify(name)}:"x"}}`)).status).toBe(400);
  });

  it('an empty or repeated parameter is refused on every list', async () => {
    for (const path of [
      '/integrations',
      '/sync/status',
      '/sync/runs',
      '/webhooks/events',
      '/sync/schedules',
      '/providers',
    ]) {
      for (const query of ['cursor=', 'limit=', 'limit=1&limit=1', 'limit=0x10', 'limit=1e1', 'limit=%2B5', 'cursor']) {
        expect([path, query, (await ask('GET', `/api/v1${path}?${query}`)).status]).toEqual([path, query, 400]);
      }
    }
  });

  it('a stranger is refused before the body is read, and the connection ends', async () => {
    const before = residentBytes(world.service.process.pid as number);
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, residentBytes(world.service.process.pid as number))), 10);
    const body = Buffer.alloc(8_388_608, '[');
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        send(world.service.url, {
          method: 'POST',
          path: i % 2 ? '/api/v1/integrations' : '/api/v1/webhooks/stripe',
          headers: JSON_TYPE,
          body,
        }),
      ),
    );
    clearInterval(watch);
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.connection}`))).toEqual(
      new Set(['401 close']),
    );
    expect(peak - before).toBeLessThan(50 * 1_048_576);
  });

  it('a service with a wrong key, an old time or an unknown name is refused with its body unread', async () => {
    const signed = {
      'x-service-name': 'auth-service',
      'x-tenant-id': NOBODY,
      'x-request-signature': 'a'.repeat(64),
      'x-signature-version': '2',
      'x-request-nonce': 'n'.repeat(16),
    };
    const now = String(Date.now());
    const key = 'development-only-internal-key-change-me-0001';
    for (const headers of [
      { 'x-internal-service-key': 'wrong', 'x-request-timestamp': now },
      { 'x-internal-service-key': key, 'x-request-timestamp': '1000000000000' },
    ]) {
      const answer = await unfinished(world.service.url, { ...signed, ...headers });
      expect(answer).toMatch(/^HTTP\/1\.1 401 [^]*connection: close/i);
    }
  });

  it('requests that never end are closed, and others are not', async () => {
    const timeouts = { HTTP_HEADERS_TIMEOUT_MS: '1500', HTTP_REQUEST_TIMEOUT_MS: '3000' };
    const { url, stop } = await startInstance(world.service, timeouts);
    const half = () => open(url, 'GET /health/live HTTP/1.1\r\nhost: a\r\n');
    const dripping = () =>
      open(
        url,
        'POST /api/v1/integrations HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ' +
          tenant.token() +
          '\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
        '{',
      );
    const silent = () => open(url, '');
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await once(url, kept);
    const sockets = [half, dripping, silent].flatMap((make) => Array.from({ length: 100 }, make));
    const healthy = once(url, new Agent());
    await eventually(
      async () => sockets.filter((socket) => !socket.destroyed).length,
      (open) => open === 0,
      15_000,
    );
    expect(await healthy).toMatchObject({ status: 200 });
    expect(await once(url, kept)).toMatchObject({ status: 200, port: first.port });
    kept.destroy();
    await stop();
  });
});

function routesWithQueries(): [string, string][] {
  return [
    ['many parameters', Array.from({ length: 1_500 }, (_, i) => `p${i}=1`).join('&')],
    ['one parameter many times', Array(1_500).fill('limit=1').join('&')],
    ['a long name', `${'x'.repeat(12_000)}=1`],
    ['no UTF-8', 'a=%ff'],
  ];
}

/** What came back to a request whose body is announced and never sent. */
function unfinished(url: string, headers: Record<string, string>): Promise<string> {
  const lines = Object.entries({ host: 'a', 'content-length': '1000', ...JSON_TYPE, ...headers });
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return sendBytes(url, `POST /api/v1/integrations HTTP/1.1\r\n${text}\r\n`);
}

function open(url: string, head: string, drip?: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  if (head) socket.write(head);
  const timer = drip ? setInterval(() => socket.write(drip), 200) : undefined;
  socket.on('end', () => socket.destroy());
  socket.once('close', () => clearInterval(timer));
  socket.resume();
  return socket;
}

function once(url: string, agent: Agent): Promise<{ status: number; port: number | undefined }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/health/live`, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode ?? 0, port: request.socket?.localPort }));
    });
    request.once('error', reject).end();
  });
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
