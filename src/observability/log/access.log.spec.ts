import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { AccessLog } from './access.log.js';
import { LogContext, type LogFields } from './log.context.js';
import { StructuredLog } from './structured.log.js';

const LIMITS = { LOG_WEBHOOK_SAMPLE: 10, LOG_SLOW_MS: 1_000, LOG_REFUSED_PER_SECOND: 5 };
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

type Line = { message: string; fields: Record<string, unknown>; about?: LogFields };

describe('AccessLog', () => {
  let fastify: FastifyInstance;
  let lines: Line[];

  beforeEach(async () => {
    lines = [];
    StructuredLog.writeTo({
      line: (_level, _context, message, fields, about) =>
        void lines.push({ message, fields: fields as Line['fields'], about: about && { ...about } }),
    });
    fastify = Fastify({ genReqId: ({ headers }) => String(headers['x-request-id'] ?? 'none') });
    new AccessLog(LIMITS).observe(fastify);
    fastify.get('/things/:id', async () => {
      LogContext.add({ tenantId: 't', principal: 'user' });
      return { ok: true };
    });
    fastify.get('/caused', async () => LogContext.origin());
    fastify.get('/away', async (_, reply) => reply.status(503).send());
    fastify.get('/health/ready', async () => LogContext.origin());
    fastify.get('/metrics', async () => 'text');
    fastify.post('/api/v1/webhooks/:provider', async () => LogContext.origin());
    fastify.post('/api/v1/webhooks/events/:id/replay', async () => LogContext.origin());
    await fastify.ready();
  });
  afterEach(async () => {
    jest.useRealTimers();
    StructuredLog.writeTo(undefined);
    await fastify?.close();
  });

  it('writes a line by the pattern of the route, with what the request has learned of its caller', async () => {
    await fastify.inject({ url: '/things/7?secret=x', headers: { 'x-request-id': 'r' } });
    expect(lines).toEqual([
      {
        message: 'request',
        fields: { method: 'GET', route: '/things/:id', status: 200, ms: expect.any(Number), bytes: 11 },
        about: { requestId: 'r', tenantId: 't', principal: 'user' },
      },
    ]);
  });

  it('gives the request a context, and what it causes the request id and the trace of the caller', async () => {
    const headers = { 'x-request-id': 'r', traceparent: TRACE };
    expect((await fastify.inject({ url: '/caused', headers })).json()).toEqual({ requestId: 'r', traceContext: TRACE });
    const invalid = { ...headers, traceparent: TRACE.toUpperCase() };
    expect((await fastify.inject({ url: '/caused', headers: invalid })).json()).toMatchObject({ traceContext: null });
  });

  it('writes a line for a sample of deliveries, without a context, and for each replay', async () => {
    const none = { requestId: null, traceContext: null };
    for (let n = 0; n < 20; n++) {
      const answer = await fastify.inject({ method: 'POST', url: '/api/v1/webhooks/stripe' });
      expect(answer.json()).toEqual(none);
    }
    expect(lines).toHaveLength(2);
    await fastify.inject({ method: 'POST', url: '/api/v1/webhooks/events/7/replay', headers: { 'x-request-id': 'r' } });
    expect(lines.at(-1)).toMatchObject({ about: { requestId: 'r' } });
  });

  it('writes nothing about health checks and scrapes', async () => {
    await fastify.inject('/health/ready');
    await fastify.inject('/metrics');
    expect(lines).toEqual([]);
  });

  it('counts refusals that come all at once, and has one line a second while something is away', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    for (let n = 0; n < 20; n++) await fastify.inject('/nowhere');
    for (let n = 0; n < 20; n++) await fastify.inject('/away');
    expect(lines.map(({ fields }) => fields.status)).toEqual([...Array<number>(5).fill(404), 503]);
    jest.advanceTimersByTime(1_000);
    expect(lines.slice(6).map(({ message, fields }) => [message, fields])).toEqual([
      ['requests', { method: 'GET', route: 'unmatched', status: 404, count: 15 }],
      ['requests', { method: 'GET', route: '/away', status: 503, count: 19 }],
    ]);
    await fastify.inject('/nowhere');
    expect(lines.at(-1)?.message).toBe('request');
  });
});
