import type { FastifyRequest } from 'fastify';

/** A request whose body this service reads itself, after the caller is known. */
export interface HttpRequest extends FastifyRequest {
  /** The body as it was sent, once it has been read. Empty if there was no body. */
  rawBody?: Buffer;
  /** The lines after the first one of an NDJSON body, on a route that takes rows. */
  rows?: Buffer;
}
