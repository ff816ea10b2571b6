import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { patient } from '../../../test/support/patience.js';
import { Metrics } from '../../observability/metrics.js';
import { ProviderExchange } from './provider.exchange.js';
import { ProviderTransport } from './provider.transport.js';
import { userAgent } from './user-agent.js';

const PAGE = JSON.stringify({ name: 'Zoë', seats: 'x'.repeat(10_000) });
const MOST_BYTES = 1_000_000;

const concat = (...sizes: number[]) => Buffer.concat(sizes.map((size) => gzipSync('a'.repeat(size))));

describe('ProviderTransport', () => {
  let asked: IncomingHttpHeaders;
  let reply: (response: ServerResponse) => void;
  const server = createServer(({ headers }, response) => {
    asked = headers;
    reply(response);
  });
  beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const packed = (body: Buffer, encoding = 'gzip') => {
    reply = (response) => response.setHeader('content-encoding', encoding).end(body);
  };
  const send = async (headers: Record<string, string> = {}, timeoutMs = patient(10_000)) => {
    const options = { timeoutMs, mostBytes: MOST_BYTES, userAgent: 'hub/1.0 (+mail@example.com)' };
    const transport = new ProviderTransport('box-office', new Metrics(), options);
    const exchange = new ProviderExchange(new AbortController().signal);
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/seats`);
    const code = await transport
      .send(exchange, { method: 'GET', url, headers })
      .catch((error: { code: string }) => error.code);
    return { exchange, code };
  };

  it('asks for gzip, and counts what was sent', async () => {
    const body = gzipSync(PAGE);
    packed(body);
    const { exchange } = await send({ 'Accept-Encoding': 'br' });
    expect(asked['accept-encoding']).toBe('gzip');
    expect(exchange).toMatchObject({ status: 200, text: PAGE, bytes: body.length });
    expect(exchange.bytes).toBeLessThan(PAGE.length / 5);
  });

  it('takes what is not packed, or nothing', async () => {
    packed(Buffer.from(PAGE), 'identity');
    expect((await send()).exchange).toMatchObject({ text: PAGE, bytes: Buffer.byteLength(PAGE) });
    reply = (response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end();
    expect((await send()).exchange).toMatchObject({ status: 204, text: '', bytes: 0 });
  });

  it('reads no more than it may, packed or unpacked', async () => {
    packed(gzipSync(Buffer.alloc(MOST_BYTES + 1)));
    expect((await send()).code).toBe('too_large');
    reply = (response) => response.end(Buffer.alloc(MOST_BYTES + 1));
    const { code, exchange } = await send();
    expect([code, exchange.failure?.code, exchange.text]).toEqual(['too_large', 'too_large', '']);
  });

  it.each([
    ['one part of 600,000 bytes', gzipSync('a'.repeat(600_000))],
    ['two parts of 300,000 bytes, of which the last names its own length', concat(300_000, 300_000)],
    ['two parts, of which the last is short', concat(599_999, 1)],
  ])('unpacks %s', async (_, body) => {
    packed(body);
    expect((await send()).exchange).toMatchObject({ bytes: body.length, text: 'a'.repeat(600_000) });
  });

  it.each([
    ['cut off', gzipSync(PAGE).subarray(0, 50), 'gzip'],
    ['no gzip', Buffer.from(PAGE), 'gzip'],
    ['packed in another way', brotliCompressSync(PAGE), 'br'],
  ])('takes an answer that is %s for none', async (_, body, encoding) => {
    packed(body, encoding);
    expect((await send()).code).toBe('network');
  });

  it('says who calls, before the SDK does', async () => {
    packed(gzipSync(PAGE));
    await send({ 'User-Agent': 'sdk/2' });
    expect(asked['user-agent']).toBe('hub/1.0 (+mail@example.com) sdk/2');
    await send();
    expect(asked['user-agent']).toBe('hub/1.0 (+mail@example.com)');
    expect(userAgent('https://hub.example.com')).toMatch(/^integration-service\/\d+\.\d+\.\d+ \(\+https:\/\/hub/);
  });

  it('gives up after its own time', async () => {
    reply = (response) => response.writeHead(200).write('{');
    expect((await send({}, 100)).code).toBe('timeout');
  });
});
