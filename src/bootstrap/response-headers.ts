import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';
import { DATA_POLICY } from '../common/content-security-policy.js';
import type { Lifecycle } from '../common/lifecycle.js';
import type { Config } from '../config/config.js';

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Headers of every response. A handler that sets one of these headers keeps its own value. These handlers do:
 * - `content-security-policy`: the pages, `/docs` (`openapi.ts`) and the queue board (`admin/queues/board/`)
 * - `cache-control`: progress streams (`no-store, no-transform`) and the public files below `/docs/`
 */
export function responseHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy': DATA_POLICY,
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

/**
 * The class of all responses of the HTTP server. A hook would miss the responses that Node and Fastify send without
 * one: a missing Host (400), an unknown Expect (417), a request while the server closes (503), a URL that cannot be
 * decoded. The headers are added to the object that Fastify passes: a copy, or `setHeader`, costs 3–5 µs more for each
 * response.
 */
export function responseClass(
  config: Pick<Config, 'publicUrl'>,
  lifecycle: Pick<Lifecycle, 'isLeaving'>,
): typeof ServerResponse {
  const headers = Object.entries(responseHeaders(config));
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, reason?: string | Given, given?: Given): this {
      // A client that kept its connection would send further requests to a process that is stopping.
      if (lifecycle.isLeaving) this.shouldKeepAlive = false;
      const own = typeof reason === 'string' ? given : reason;
      if (own === undefined || Array.isArray(own)) {
        for (const [name, value] of headers) if (!this.hasHeader(name)) this.setHeader(name, value);
      } else {
        for (const [name, value] of headers) if (!this.hasHeader(name)) own[name] ??= value;
      }
      return super.writeHead(status, reason as string, given);
    }
  };
}
