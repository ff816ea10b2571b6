import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentFuzzer } from '../support/document.fuzzer.js';
import { builtDocument } from '../support/openapi.document.js';
import { RequestFuzzer } from '../support/request.fuzzer.js';
import { send, sendBytes, type RawAnswer, type RawRequest } from '../support/http.client.js';
import { fetchOpenApi, fill, routesOf, type Route } from '../support/openapi.routes.js';
import { seeded, SeededRandom } from '../support/seeded.random.js';
import { eventually, type Tenant } from '../support/tenant.js';
import { startWorld, type Account, type World } from '../support/world.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const FUZZED = 3_000;
/** Calls that are made from the document. */
const DERIVED = Number(process.env.DERIVED_CALLS ?? 300);
const SHAPE = {
  type: expect.stringMatching(/^urn:integration-service:error:[a-z][a-z0-9_]*$/),
  title: expect.stringMatching(/./),
  status: expect.any(Number),
  detail: expect.stringMatching(/./),
  code: expect.stringMatching(/^[a-z][a-z0-9_]*$/),
  requestId: expect.stringMatching(/^[\w.:-]{1,128}$/),
};

describe('Errors', () => {
  let world: World;
  let tenant: Tenant;
  let admin: Tenant;
  let account: Account;
  let integrationId: string;
  let routes: Route[];

  beforeAll(async () => {
    world = await startWorld();
    tenant = world.tenant();
    admin = world.tenant({ role: 'admin' });
    account = await world.account({ scale: 20, seed: 2 });
    integrationId = await tenant.connect(account.secretKey);
    await tenant.syncAndWait(integrationId, 'customers');
    routes = routesOf(await fetchOpenApi(world.service.url));
  });
  afterAll(() => world?.end());

  /** As a user who may do everything, with a JSON body unless told otherwise. */
  const ask = (method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}) =>
    send(world.service.url, {
      method,
      path: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${(path.startsWith('/admin') ? admin : tenant).token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body,
    });
  const expectProblem = (answer: RawAnswer, status: number, code: string, fields?: string[]) => {
    const errors = fields && { errors: fields.map((field) => ({ field, message: expect.stringMatching(/./) })) };
    expect(answer.body).toEqual({ ...SHAPE, status, code, type: `urn:integration-service:error:${code}`, ...errors });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-request-id']).toBe(answer.body.requestId);
  };
  const own = () => `/integrations/${integrationId}`;

  it.each<[number, string, () => Promise<RawAnswer>, string[]?]>([
    [400, 'validation_failed', () => ask('GET', '/integrations?limit=0'), ['limit']],
    [400, 'validation_failed', () => ask('POST', '/integrations', '{}'), ['provider', 'credentials']],
    [400, 'invalid_json', () => ask('POST', '/integrations', '{')],
    [400, 'invalid_cursor', () => ask('GET', '/integrations?cursor=x'), ['cursor']],
    [400, 'invalid_idempotency_key', () => ask('POST', '/sync', '{}', { 'idempotency-key': 'a b' })],
    [401, 'unauthenticated', () => ask('GET', '/integrations', undefined, { authorization: 'Bearer x' })],
    [401, 'ambiguous_credentials', () => ask('GET', '/integrations', undefined, { 'x-service-name': 'auth-service' })],
    [403, 'forbidden', () => send(world.service.url, { path: '/api/v1/admin/audit', headers: bearer(tenant) })],
    [404, 'not_found', () => ask('GET', '/nothing')],
    [404, 'not_found', () => ask('PUT', '/integrations', '{}')],
    [404, 'integration_not_found', () => ask('GET', `/integrations/${NOBODY}`)],
    [409, 'integration_exists', () => ask('POST', '/integrations', connecting(account.secretKey))],
    [413, 'payload_too_large', () => ask('POST', '/integrations', ' '.repeat(65_537))],
    [414, 'uri_too_long', () => ask('GET', `/providers/${'x'.repeat(600)}`)],
    [415, 'unsupported_media_type', () => ask('POST', '/integrations', 'a=1', { 'content-type': 'text/plain' })],
    [415, 'unsupported_media_type', () => ask('POST', '/integrations', 'a=1', { 'content-type': FORM })],
    [
      422,
      'provider_rejected_credentials',
      () => ask('POST', '/integrations', connecting('sk_test_no')),
      ['credentials'],
    ],
    [400, 'bad_request', () => ask('GET', '/integrations/%zz')],
    [400, 'bad_request', () => ask('GET', '/integrations?venueId=a%00b')],
  ])('%i %s is a problem document', async (status, code, answer, ...fields) => {
    expectProblem(await answer(), status, code, fields[0]);
  });

  it('says so even of what is no HTTP', async () => {
    const answers = [
      await sendBytes(world.service.url, 'GET / HTTP/1.1\r\nhost: a\r\nx: \x01\r\n\r\n'),
      await sendBytes(world.service.url, 'nonsense\r\n\r\n'),
      await sendBytes(world.service.url, `GET /?${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`),
    ];
    expect(answers.map((text) => text.slice(9, 12))).toEqual(['400', '400', '431']);
    for (const text of answers) {
      expect(text).toContain('content-type: application/problem+json');
      expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toEqual(SHAPE);
    }
  });

  it('refuses an unknown query field on every route that has callers', async () => {
    // The board takes any query: its pages have parameters of their own.
    const guarded = routes.filter(
      ({ access, path }) => !/^public|signature$/.test(access) && !path.endsWith('/queues/ui'),
    );
    expect(guarded.length).toBeGreaterThan(40);
    for (const { method, path } of guarded) {
      const filled = fill(path, { id: integrationId, integrationId, provider: 'stripe', syncType: 'all' }, NOBODY);
      const answer = await ask(method, `${filled.slice('/api/v1'.length)}?unknown=1`);
      const fields = (answer.body.errors as { field: string }[] | undefined)?.map(({ field }) => field);
      const refused = fields?.includes('unknown') ?? answer.status === 404;
      // The body is part of what is compared, so that a failure shows which fields were refused instead.
      expect({ method, path, refused, answer: answer.text }).toMatchObject({ refused: true });
    }
  });

  it('refuses an unknown body field on every route that has callers', async () => {
    const writing = routes.filter(
      ({ method, access }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && !/signature$/.test(access),
    );
    expect(writing.length).toBeGreaterThan(18);
    for (const { method, path } of writing) {
      const filled = fill(path, { id: integrationId, integrationId, syncType: 'all' }, NOBODY).slice('/api/v1'.length);
      const answer = await ask(method, filled, '{"unknown":1}');
      expect([
        method,
        path,
        answer.status,
        (answer.body.errors as { field: string }[] | undefined)?.[0]?.field ?? answer.body.code,
      ]).toEqual([method, path, 400, 'unknown']);
    }
    expect((await ask('GET', own())).body).toMatchObject({ status: 'connected' });
  });

  it.each([
    ['an empty body', '', 'validation_failed'],
    ['a list', '[{"provider":"stripe"}]', 'validation_failed'],
    ['text', '"stripe"', 'validation_failed'],
    ['null', 'null', 'validation_failed'],
    ['a cut body', '{"provider":"stri', 'invalid_json'],
    ['a prototype', '{"provider":"stripe","__proto__":{"admin":true}}', 'invalid_json'],
    ['a prototype in a constructor', '{"settings":{"constructor":{"prototype":{"admin":true}}}}', 'invalid_json'],
    ['NUL in a value', '{"provider":"a\\u0000"}', 'invalid_json'],
    ['NUL in a name', '{"a\\u0000":"b"}', 'invalid_json'],
    ['half of a character', '{"name":"\\ud83c"}', 'invalid_json'],
    ['thirty thousand levels', `{"settings":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'body_too_complex'],
  ])('%s is 400', async (_, body, code) => {
    expect(await ask('POST', '/integrations', body)).toMatchObject({ status: 400, body: { code } });
    expect(await ask('POST', '/sync', body, { 'idempotency-key': randomUUID() })).toMatchObject({ status: 400 });
  });

  it.each(['{}', '{"filter":null}', '{"filter":[]}', '{"filter":[{}]}', '{"filter":"all"}', '{"filter":{"x":1}}'])(
    'a replay of %s is 400, not of everything',
    async (body) => {
      expect((await ask('POST', '/webhooks/events/replay', body)).status).toBe(400);
    },
  );

  it('takes a sane request id, and makes one otherwise', async () => {
    const sent = ['a', 'req-1_2.3:4', 'x'.repeat(128)];
    for (const id of sent) {
      const { headers } = await ask('GET', '/integrations', undefined, { 'x-request-id': id });
      expect(headers['x-request-id']).toBe(id);
      expect((await ask('GET', '/nothing', undefined, { 'x-request-id': id })).body.requestId).toBe(id);
    }
    for (const id of ['', 'a b', 'x'.repeat(129), 'a"b', 'ä']) {
      const { headers } = await ask('GET', '/integrations', undefined, { 'x-request-id': id });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it.each(['0', '-1', '201', 'abc', '1.5', '', '1&limit=2', '0x', 'Infinity'])('limit=%s is 400', async (limit) => {
    for (const path of ['/integrations', '/sync/runs', '/webhooks/events', `${own()}/records`, '/admin/audit']) {
      expect(await ask('GET', `${path}?limit=${limit}`)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed' },
      });
    }
  });

  it('binds cursors to the tenant, the list, and the query', async () => {
    const records = `${own()}/records`;
    const first = await ask('GET', `${records}?type=customers&limit=5`);
    const cursor = String(first.body.nextCursor);
    const [payload, signature] = cursor.split('.');
    const next = `${records}?type=customers&limit=5&cursor=`;
    expect((await ask('GET', `${next}${cursor}`)).status).toBe(200);
    const other = world.tenant();
    const otherId = await other.connect(account.secretKey);
    const forged = Buffer.from('{"type":"customers","externalId":"","updatedAt":"-infinity"}').toString('base64url');
    const refused = [
      `${next}${forged}.${signature}`,
      `${next}${payload}.${signature?.slice(0, -1)}`,
      `${next}${payload}`,
      `${next}${cursor}.x`,
      `${next}%F0%9F%8E%9F`,
      `${records}?type=charges&cursor=${cursor}`,
      `${records}?cursor=${cursor}`,
      `${records}?type=customers&updatedSince=2020-01-01&cursor=${cursor}`,
      `/integrations?cursor=${cursor}`,
      `/sync/runs?cursor=${cursor}`,
      `/webhooks/events?cursor=${cursor}`,
      `/admin/integrations?cursor=${cursor}`,
    ];
    for (const path of refused) {
      expect([path, (await ask('GET', path)).body.code]).toEqual([path, 'invalid_cursor']);
    }
    const foreign = await other.call('GET', `/integrations/${otherId}/records?type=customers&limit=5&cursor=${cursor}`);
    expect(foreign).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });

  it('finds nothing under what is no UUID', async () => {
    for (const id of ['x', '%00', `${integrationId}x`, '..', '0', "'", integrationId.slice(1), '%F0%9F%8E%9F']) {
      for (const path of [`/integrations/${id}`, `/sync/runs/${id}`, `/webhooks/events/${id}`]) {
        expect([path, [400, 404].includes((await ask('GET', path)).status)]).toEqual([path, true]);
      }
    }
  });

  it.each([
    '2024',
    '2024-01',
    '2024-W10-1',
    '2024-001',
    '2024-02-30',
    '2024-01-01T00:00:00,5Z',
    '2024-01-01T00:00:00+16:00',
  ])('the time %s is 400', async (time) => {
    for (const path of [
      `${own()}/records?updatedSince=`,
      '/webhooks/events?since=',
      '/admin/usage?from=',
      '/admin/usage?to=',
    ]) {
      expect([path, (await ask('GET', `${path}${encodeURIComponent(time)}`)).status]).toEqual([path, 400]);
    }
  });

  it(`answers ${DERIVED} calls that the document allows, or nearly allows, as it says and without 5xx`, async () => {
    const { body } = await ask('POST', '/sync', JSON.stringify({ integrationId, syncType: 'customers' }));
    const uuids = [integrationId, integrationId, String(body.id), NOBODY];
    const credentials = [{ apiKey: account.secretKey }, { apiKey: 'sk_test_no' }];
    const fuzzer = new DocumentFuzzer(seeded(), builtDocument(), {
      uuids,
      // The sandbox of this vendor is there.
      named: {
        ...{ provider: ['stripe'], credentials, integrationId: uuids },
        ...{ type: ['customers', 'customer', 'run', 'x'], types: ['customers', 'customer,charges', 'x'], wait: [0, 1] },
      },
    });
    const outcomes = new Map<number, number>();
    const failed: unknown[] = [];
    const one = async () => {
      const request = fuzzer.next();
      // It ends with the run, which may be waiting.
      if (/\/events$/.test(request.path) && request.path.includes('/runs/')) return;
      const answer = await send(
        world.service.url,
        withToken(request, request.path.includes('/admin/') ? admin : tenant),
      )
        // The client compares each answer with the document.
        .catch((error: Error) => error);
      if (answer instanceof Error || answer.status >= 500) failed.push([request, answer]);
      else outcomes.set(answer.status, (outcomes.get(answer.status) ?? 0) + 1);
    };
    for (let i = 0; i < DERIVED; i += 10) await Promise.all(Array.from({ length: 10 }, one));
    expect(failed).toEqual([]);
    // That it was not all refused at the door.
    expect([200, 400, 404].filter((status) => (outcomes.get(status) ?? 0) < DERIVED / 50)).toEqual([]);
  });

  it(`answers ${FUZZED} odd requests, and none of them with 5xx`, async () => {
    const fuzzer = new RequestFuzzer(new SeededRandom(41), routes, [
      ...[integrationId, NOBODY, randomUUID(), 'stripe', 'customers', 'all', 'integration-low', 'run', 'webhook'],
    ]);
    const statuses = new Map<number, number>();
    const failed: unknown[] = [];
    const one = async () => {
      const request = fuzzer.next();
      const { status } = await send(
        world.service.url,
        withToken(request, request.path.includes('/admin/') ? admin : tenant),
      );
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500) failed.push([status, request]);
    };
    for (let i = 0; i < FUZZED; i += 10) await Promise.all(Array.from({ length: 10 }, one));
    expect(failed).toEqual([]);
    // That it was not all refused at the door.
    expect([200, 400, 404, 415].filter((status) => (statuses.get(status) ?? 0) < 20)).toEqual([]);
    await eventually(
      () => send(world.service.url, { path: '/health' }),
      ({ status }) => status === 200,
    );
  });
});

const FORM = 'application/x-www-form-urlencoded';
const bearer = (tenant: Tenant) => ({ authorization: `Bearer ${tenant.token()}` });
const connecting = (apiKey: string) => JSON.stringify({ provider: 'stripe', credentials: { apiKey } });

function withToken(request: RawRequest, tenant: Tenant): RawRequest {
  const headers = request.headers as readonly (readonly [string, string])[];
  return { ...request, headers: [...headers, ['authorization', `Bearer ${tenant.token()}`]] };
}
