import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { Lifecycle } from '../common/lifecycle.js';
import type { Config } from '../config/config.js';
import type { Limits } from '../config/limits.config.js';
import { responseClass } from './response-headers.js';

/** How often the server checks for requests that take too long. It is the precision of the time limits. */
const LOOK_EVERY_MS = 1_000;

/**
 * Options of the HTTP server: headers of every response, and time limits for clients. The limits apply to requests that
 * arrive slowly or never completely, and to idle connections. https://nodejs.org/api/http.html#serverrequesttimeout
 */
export function serverOptions(config: Config, lifecycle: Lifecycle) {
  const { limits, trustedProxies } = config;
  return {
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // shutdown.ts decides when connections end and requests are refused.
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
