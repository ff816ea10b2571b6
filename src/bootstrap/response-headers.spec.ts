import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Lifecycle } from '../common/lifecycle.js';
import { responseClass, responseHeaders } from './response-headers.js';

const DEFAULTS = responseHeaders({ publicUrl: 'http://localhost' });

describe('responseClass', () => {
  let server: Server;
  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
  });

  const answerOf = async (answer: (response: ServerResponse) => void, publicUrl = 'http://localhost') => {
    server = createServer({ ServerResponse: responseClass({ publicUrl }, new Lifecycle()) }, (_, response) =>
      answer(response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return { status: response.status, headers: Object.fromEntries(response.headers) };
  };

  it.each<[string, (response: ServerResponse) => void]>([
    ['nothing', (response) => response.end()],
    ['a status', (response) => response.writeHead(200).end()],
    ['an object', (response) => response.writeHead(200, { a: 'b' }).end()],
    ['an object after a reason', (response) => response.writeHead(200, 'Fine', { a: 'b' }).end()],
    ['a list', (response) => response.writeHead(200, ['a', 'b']).end()],
    ['a stream', (response) => response.write('x', () => response.end())],
    ['a header before', (response) => response.setHeader('a', 'b').end()],
  ])('adds its headers to what is answered with %s', async (_, answer) => {
    expect(await answerOf(answer)).toMatchObject({ status: 200, headers: DEFAULTS });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['an object', (response) => response.writeHead(200, { 'cache-control': 'max-age=1' }).end()],
    ['setHeader', (response) => response.setHeader('Cache-Control', 'max-age=1').end()],
    ['setHeader, then an object', (r) => r.setHeader('Cache-Control', 'max-age=1').writeHead(200, { a: 'b' }).end()],
    ['a list', (response) => response.writeHead(200, ['cache-control', 'max-age=1']).end()],
  ])('leaves what a handler sets by %s', async (_, answer) => {
    const { headers } = await answerOf(answer);
    expect(headers).toMatchObject({ ...DEFAULTS, 'cache-control': 'max-age=1' });
  });

  it('asks for https only where the service is reached by it', async () => {
    const end = (response: ServerResponse) => response.end();
    expect((await answerOf(end)).headers).not.toHaveProperty('strict-transport-security');
    server?.close();
    expect((await answerOf(end, 'https://hub.example')).headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
  });
});
