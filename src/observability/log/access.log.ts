import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Limits } from '../../config/limits.config.js';
import { LogContext, type LogFields } from './log.context.js';
import { StructuredLog } from './structured.log.js';
import { traceContextOf, traceIdOf } from './trace.context.js';

const WEBHOOK = /^\/api\/v1\/webhooks\/:provider(\/:endpointToken)?$/;
const WATCHED = /^\/(health|metrics)\b/;
const WINDOW_MS = 1_000;
const UNAVAILABLE = 503;

type AccessLimits = Pick<Limits, 'LOG_WEBHOOK_SAMPLE' | 'LOG_SLOW_MS' | 'LOG_REFUSED_PER_SECOND'>;
type Logged = FastifyRequest & { logFields?: LogFields };

const log = new StructuredLog('Access');

/**
 * One line for each request. Of accepted webhook deliveries only a sample has one, and health checks and scrapes have
 * none. Requests that are refused all at once are counted: an outage or an attack must not fill the disk.
 */
export class AccessLog {
  private deliveries = 0;
  /** Refused requests within the current second, by route and status. */
  private readonly refused = new Map<string, number>();

  constructor(private readonly limits: AccessLimits) {}

  /**
   * Gives every request a context, except webhook deliveries. Their events have one when they are applied, and here it
   * would cost too much.
   */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route: RouteOptions) => {
      if (WEBHOOK.test(route.url) || WATCHED.test(route.url)) return;
      route.onRequest = [enter, ...[route.onRequest ?? []].flat()];
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.note(request, reply);
      done();
    });
  }

  private note(request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode: status, elapsedTime } = reply;
    // Looked at first, because it decides for nearly all requests of the busiest route.
    if (status < 400 && elapsedTime < this.limits.LOG_SLOW_MS && !this.isSampled(request)) return;
    const route = request.routeOptions.url ?? 'unmatched';
    if (WATCHED.test(route) || (status >= 400 && !this.mayWrite(request.method, route, status))) return;
    const bytes = Number(reply.getHeader('content-length'));
    const about = (request as Logged).logFields ?? { requestId: request.id };
    const ms = Math.round(elapsedTime * 10) / 10;
    log.write('info', 'request', { method: request.method, route, status, ms, ...(bytes >= 0 && { bytes }) }, about);
  }

  private isSampled(request: FastifyRequest): boolean {
    if ((request as Logged).logFields || request.method !== 'POST') return true;
    this.deliveries += 1;
    return this.deliveries % this.limits.LOG_WEBHOOK_SAMPLE === 1 || this.limits.LOG_WEBHOOK_SAMPLE === 1;
  }

  private mayWrite(method: string, route: string, status: number): boolean {
    const key = `${method} ${route} ${status}`;
    const count = (this.refused.get(key) ?? 0) + 1;
    this.refused.set(key, count);
    // The reason of a 503 is logged elsewhere, with the number of requests.
    const most = status === UNAVAILABLE ? 1 : this.limits.LOG_REFUSED_PER_SECOND;
    if (count === 1) setTimeout(() => this.close(key, { method, route, status }, most), WINDOW_MS).unref();
    return count <= most;
  }

  private close(key: string, what: object, most: number): void {
    const count = (this.refused.get(key) ?? 0) - most;
    this.refused.delete(key);
    if (count > 0) log.write('info', 'requests', { ...what, count }, {});
  }
}

function enter(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (reply.raw.destroyed) return done();
  const traceContext = traceContextOf(request.headers.traceparent);
  const traceId = traceIdOf(traceContext);
  const fields: LogFields = { requestId: request.id, ...(traceId && { traceId }) };
  (request as Logged).logFields = fields;
  // Not `finish`, which a response that the client gives up does not have.
  reply.raw.once('close', LogContext.enter(fields, traceContext, done));
}
