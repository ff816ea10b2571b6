import type { FastifyRequest } from 'fastify';

/** A request whose body is read by us, after its caller is known. */
export interface HttpRequest extends FastifyRequest {
  /** The body as it was sent, once it has been read; empty when there was none. */
  rawBody?: Buffer;
}
