import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { observeRequests } from './http.metrics.js';
import { Metrics } from './metrics.js';

describe('observeRequests', () => {
  let fastify: FastifyInstance;
  let metrics: Metrics;

  beforeEach(async () => {
    metrics = new Metrics();
    fastify = Fastify();
    observeRequests(fastify, metrics);
    fastify.get('/things/:id', async () => ({ ok: true }));
    fastify.get('/broken', async () => {
      throw new Error('broken');
    });
    await fastify.ready();
  });
  afterEach(() => fastify?.close());

  const counts = async () => {
    const { values } = await metrics.requests.get();
    return values
      .filter(({ metricName }) => metricName?.endsWith('_count'))
      .map(({ labels, value }) => [labels.method, labels.route, labels.status, value]);
  };

  it('counts by the pattern of the route, never by its path', async () => {
    for (const id of ['1', '2', '3']) await fastify.inject(`/things/${id}?secret=x`);
    expect(await counts()).toEqual([['GET', '/things/:id', '200', 3]]);
  });

  it('puts whatever no route knows under one name', async () => {
    await fastify.inject('/scan/a');
    await fastify.inject('/scan/b');
    expect(await counts()).toEqual([['GET', 'unmatched', '404', 2]]);
  });

  it('keeps failures apart from successes', async () => {
    await fastify.inject('/broken');
    expect(await counts()).toEqual([['GET', '/broken', '500', 1]]);
  });
});
