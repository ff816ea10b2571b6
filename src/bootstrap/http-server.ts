import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { Lifecycle } from '../common/lifecycle.js';
import type { Config } from '../config/config.js';
import type { Limits } from '../config/limits.config.js';
import { responseClass } from './response-headers.js';

/** How often the server looks for requests that take too long; so exactly are its time limits kept. */
const LOOK_EVERY_MS = 1_000;

/**
 * The HTTP server: headers that every answer carries, and time limits for what a client controls (a request that arrives
 * slowly, or never whole, and a connection that does nothing). https://nodejs.org/api/http.html#serverrequesttimeout
 */
export function serverOptions(config: Config, lifecycle: Lifecycle) {
  const { limits, trustedProxies } = config;
  return {
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Connections end, and requests are refused, in an order of our own: shutdown.ts.
    return503OnClosing: false,
    forceCloseConnections: false,
    requestTimeout: limits.HTTP_REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.HTTP_KEEP_ALIVE_MS,
    http: {
      ServerResponse: responseClass(config, lifecycle),
      headersTimeout: Math.min(limits.HTTP_HEADERS_TIMEOUT_MS, limits.HTTP_REQUEST_TIMEOUT_MS),
      requestTimeout: limits.HTTP_REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
    },
  } satisfies FastifyHttpOptions<Server>;
}

export function limitConnections(server: Server, { HTTP_MAX_CONNECTIONS }: Limits): void {
  server.maxConnections = HTTP_MAX_CONNECTIONS;
}
