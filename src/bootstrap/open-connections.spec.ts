import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { OpenConnections } from './open-connections.js';

const REQUESTS = 20;
/** Longer than any wait of a shutdown for a single connection. */
const BUSY_MS = 700;

/** In another thread, since it connects while this one is busy. It sends requests at once, and reports what came of each. */
const CLIENT = `
  const { parentPort, workerData: { port, requests } } = require('node:worker_threads');
  const { get } = require('node:http');
  const one = () => new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    request.once('error', ({ code }) => resolve(code));
  });
  parentPort.once('message', () => Promise.all(Array.from({ length: requests }, one)).then((all) => parentPort.postMessage(all)));
  parentPort.postMessage('ready');
`;

describe('OpenConnections', () => {
  let server: Server;
  let client: Worker;

  afterEach(async () => {
    await client?.terminate();
    server?.closeAllConnections();
  });

  it('answers connections that waited to be accepted while the process was busy, before it stops listening', async () => {
    server = createServer((_, response) => response.setHeader('connection', 'close').end());
    const connections = new OpenConnections(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new Worker(CLIENT, { eval: true, workerData: { port, requests: REQUESTS } });
    await once(client, 'message');
    const outcomes = once(client, 'message');
    const drained = connections.drain(5_000);
    client.postMessage('go');
    const until = performance.now() + BUSY_MS;
    while (performance.now() < until);
    await drained;
    expect((await outcomes)[0]).toEqual(Array(REQUESTS).fill(200));
    expect(server.listening).toBe(false);
  });
});
