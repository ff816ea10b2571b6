import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { patient } from '../support/patience.js';
import { seeded } from '../support/seeded.random.js';
import { startService, type Service } from '../support/service.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

/** A third of what a minute allows. */
const BURST = 200;
/** Beyond the burst: the slower they come, the more of them are allowed again. */
const MORE = patient(40);
const MANY_MORE = patient(100);

const random = seeded();
const guess = (bytes: number) => random.bytes(bytes).toString('base64url');

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
}

describe('Failed authentications', () => {
  let world: World;
  let second: Service;
  let tenant: Tenant;

  beforeAll(async () => {
    world = await startWorld({ AUTH_FAILURES_PER_MINUTE: String(BURST * 3) });
    const { PORT: _port, ...env } = world.service.env;
    second = await startService({ ...env, TRUSTED_PROXIES: '127.0.0.0/8' });
    tenant = world.tenant();
  });
  afterAll(async () => {
    await second?.stop();
    await world?.end();
  });

  /** From an address of its own on loopback. */
  const ask = (from: string, path: string, headers: Record<string, string> = {}, url = world.service.url) =>
    new Promise<Answer>((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const body = path.endsWith('/confirm') ? JSON.stringify({ confirmation: guess(80) }) : '';
      const method = body || path.includes('/webhooks/') ? 'POST' : 'GET';
      httpRequest({ hostname, port, path, method, headers, localAddress: from, agent: false }, (response) => {
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      })
        .once('error', reject)
        .end(body);
    });
  const flood = async (from: string, count: number, one: (i: number) => Promise<Answer>) => {
    const answers: Answer[] = [];
    for (let i = 0; i < count; i += 20) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, j) => one(i + j)))));
    }
    const limited = answers.filter(({ status }) => status === 429);
    for (const { headers } of limited) expect(headers['retry-after']).toMatch(/^([1-9]|1\d|20)$/);
    return { limited: limited.length, statuses: new Set(answers.map(({ status }) => status)) };
  };
  const good = () => ({ authorization: `Bearer ${tenant.token()}` });
  const list = '/api/v1/integrations';

  it.each<[string, string, (i: number) => [string, Record<string, string>?], number]>([
    ['wrong tokens', '127.0.0.21', () => [list, { authorization: 'Bearer x.y.z' }], 401],
    ['missing credentials', '127.0.0.22', () => [list], 401],
    [
      'wrong signatures',
      '127.0.0.23',
      () => [
        list,
        {
          'x-internal-service-key': 'x',
          'x-service-name': 'auth-service',
          'x-request-timestamp': String(Date.now()),
          'x-request-signature': 'a'.repeat(64),
          'x-tenant-id': tenant.id,
        },
      ],
      401,
    ],
    ['forged states', '127.0.0.24', (i) => [`${list}/oauth/stripe/callback?code=x&state=${i}`], 400],
    ['guessed tokens', '127.0.0.25', () => [`/api/v1/webhooks/stripe/${guess(24)}`], 404],
    [
      'guessed confirmations',
      '127.0.0.27',
      () => [`${list}/oauth/stripe/confirm`, { ...good(), 'content-type': 'application/json' }],
      400,
    ],
    ['unsigned deliveries', '127.0.0.26', () => ['/api/v1/webhooks/stripe'], 401],
  ])('%s are 429 after a burst', async (_, from, request, status) => {
    const { limited, statuses } = await flood(from, BURST + MANY_MORE, (i) => ask(from, ...request(i)));
    expect(statuses).toEqual(new Set([status, 429]));
    expect(limited).toBeLessThanOrEqual(MANY_MORE);
    expect(await ask(from, list, good())).toMatchObject({ status: 200 });
    expect(await ask('127.0.0.20', list, { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
  });

  it('are counted for all processes together', async () => {
    const from = '127.0.0.30';
    await flood(from, BURST, () => ask(from, list));
    const { limited } = await flood(from, MORE, () => ask(from, list, {}, second.url));
    expect(limited).toBeGreaterThan(0);
  });

  it('are those of the client that a trusted proxy names', async () => {
    const behind = (client: string) => ask('127.0.0.31', list, { 'x-forwarded-for': client }, second.url);
    const { limited } = await flood('127.0.0.31', BURST + MORE, () => behind('203.0.113.9'));
    expect(limited).toBeGreaterThan(0);
    expect(await behind('203.0.113.10')).toMatchObject({ status: 401 });
    expect(await behind('2001:db8::1')).toMatchObject({ status: 401 });
  });

  it('are those of the peer where no proxy is trusted, which is reported once', async () => {
    const from = '127.0.0.32';
    const { limited } = await flood(from, BURST + MORE, (i) =>
      ask(from, list, { 'x-forwarded-for': `203.0.113.${i % 250}` }),
    );
    expect(limited).toBeGreaterThan(0);
    const reports = world.service
      .output()
      .split('\n')
      .filter((line) => line.includes('TRUSTED_PROXIES is empty'));
    expect(reports).toHaveLength(1);
  });
});
