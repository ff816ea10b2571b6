import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { patient } from '../../test/support/patience.js';
import { StripeSandbox } from '../stripe/stripe.sandbox.js';

interface Write {
  method: string;
  path: string;
  key: string | null;
  body: { base64: string; text: string };
  status: number;
  answer: string;
  applied: boolean;
  replayed: boolean;
  object: string | null;
}

const ACCOUNT = 'acct_writes';
const KEY = 'sk_test_writes';
const HANG_MS = 50;

let sandbox: StripeSandbox | undefined;
let url: string;

beforeEach(async () => {
  sandbox = new StripeSandbox([{ id: ACCOUNT, secretKey: KEY, counts: { customers: 120 } }]);
  url = await sandbox.listen(0);
});

afterEach(() => sandbox?.close());

function send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const all = { authorization: `Bearer ${KEY}`, ...(body === undefined ? {} : form), ...headers };
  return fetch(url + path, { method, headers: all, body: body ?? null });
}

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/_control/${path}`, {
    method,
    body: method === 'GET' ? null : JSON.stringify(body ?? {}),
  });
  return (await response.json()) as T;
}

const writes = async (): Promise<Write[]> =>
  (await control<{ writes: Write[] }>('GET', `accounts/${ACCOUNT}/writes`)).writes;

/** As it went over the wire. */
function raw(path: string, encoding: string): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${KEY}`, 'accept-encoding': encoding };
    const request = httpRequest(url + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject).end();
  });
}

describe('answers', () => {
  it('are packed for who asks for it, a fifth of their size at most, and counted as they were sent', async () => {
    const plain = await raw('/v1/customers?limit=100', 'identity');
    const packed = await raw('/v1/customers?limit=100', 'br;q=1, gzip;q=0.5');
    expect([plain.encoding, packed.encoding]).toEqual([undefined, 'gzip']);
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(packed.body.length).toBeLessThan(plain.body.length / 5);
    expect((await raw('/v1/customers?limit=100', 'gzip;q=0')).encoding).toBeUndefined();
    const { bytes } = await control<{ bytes: { plain: number; wire: number } }>('GET', 'requests');
    expect(bytes).toEqual({ plain: plain.body.length * 3, wire: plain.body.length * 2 + packed.body.length });
  });
});

describe('faults whose work is done', () => {
  const lost = (kind: string, more = {}): Promise<unknown> =>
    control('POST', 'faults', { kind, method: 'POST', path: '/v1/customers', hangMs: HANG_MS, ...more });
  const create = (name: string): Promise<Response> => send('POST', '/v1/customers', `name=${name}`);
  const count = async (): Promise<number> =>
    (await control<{ customers: number }>('GET', `accounts/${ACCOUNT}/counts`)).customers;

  it.each([
    ['applyThenReset', 'reset'],
    ['applyThenTimeout', 'hang'],
  ])('%s applies once, then loses the answer', async (kind, answer) => {
    await lost(kind);
    await expect(create('lost')).rejects.toThrow();
    expect(await count()).toBe(121);
    expect((await create('next')).status).toBe(200);
    expect((await writes()).map((write) => [write.answer, write.applied])).toEqual([
      [answer, true],
      ['sent', true],
    ]);
  });

  it.each(['reset', 'timeout'])('applyLate answers with a %s, and applies later', async (answer) => {
    await lost('applyLate', { answer, lateMs: patient(500) });
    await expect(create('late')).rejects.toThrow();
    expect(await writes()).toEqual([]);
    while ((await writes()).length === 0);
    expect(await count()).toBe(121);
  });

  it('match by parts of a path, and hit one in so many', async () => {
    await lost('applyThenReset', { path: '/v1/*/cus_x', times: 2, every: 2 });
    const update = (): Promise<Response> => send('POST', '/v1/customers/cus_x', 'name=x');
    expect((await create('another path')).status).toBe(200);
    expect((await update()).status).toBe(404);
    await expect(update()).rejects.toThrow();
    expect((await update()).status).toBe(404);
    await expect(update()).rejects.toThrow();
    expect((await update()).status).toBe(404);
    expect((await update()).status).toBe(404);
  });
});

describe('the log of writes', () => {
  it('has the bytes, the key and what became of each write, until it is cleared', async () => {
    const body = 'name=J%C3%BCrgen+%26+S%C3%B6hne';
    const made = (await (await send('POST', '/v1/customers', body, { 'idempotency-key': 'k1' })).json()) as {
      id: string;
    };
    await send('POST', '/v1/customers', body, { 'idempotency-key': 'k1' });
    await send('POST', '/v1/customers', 'nonsense=1');
    await send('GET', '/v1/customers');
    const common = { method: 'POST', path: '/v1/customers', query: '' };
    const bytes = { base64: Buffer.from(body).toString('base64'), text: body };
    expect(await writes()).toMatchObject([
      { ...common, key: 'k1', body: bytes, status: 200, applied: true, replayed: false, object: made.id },
      { ...common, key: 'k1', body: bytes, status: 200, applied: false, replayed: true, object: made.id },
      { ...common, key: null, status: 400, applied: false, replayed: false },
    ]);
    await control('DELETE', `accounts/${ACCOUNT}/writes`);
    expect(await writes()).toEqual([]);
  });
});

describe('idempotency keys', () => {
  const create = (key: string, name = 'x'): Promise<Response> =>
    send('POST', '/v1/customers', `name=${name}`, { 'idempotency-key': key });

  it('replay a stored 500 for as long as they live', async () => {
    await control('POST', 'faults', { kind: 'stored500' });
    expect((await create('k')).status).toBe(500);
    const again = await create('k');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([500, 'true']);
    await control('POST', 'idempotency', { seconds: 60 });
    await control('POST', 'clock', { offsetSeconds: 61 });
    expect((await create('k')).status).toBe(200);
  });

  it('are refused with other parameters, and forgotten on demand', async () => {
    expect((await create('k')).status).toBe(200);
    expect((await create('k', 'y')).status).toBe(400);
    await control('DELETE', 'idempotency');
    expect((await create('k', 'y')).status).toBe(200);
  });
});
