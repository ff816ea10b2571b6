import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';

interface Series {
  observe(seconds: number): void;
}

/**
 * Measures every response by the pattern of its route, because a path would be an unbounded label. The webhook route
 * calls this thousands of times a second, so each series is looked up once and then cached.
 */
export function observeRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const series = new Map<string, Series>();
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const key = `${request.method} ${reply.statusCode} ${route}`;
    let found = series.get(key);
    if (!found) {
      found = metrics.requests.labels(request.method, route, String(reply.statusCode));
      series.set(key, found);
    }
    found.observe(reply.elapsedTime / 1000);
    done();
  });
}
