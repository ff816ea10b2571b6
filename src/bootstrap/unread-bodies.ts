import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { hasBody } from '../common/http/body.bytes.js';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** How long a client that is still sending has to read the response. */
const LINGER_MS = 1_000;

/**
 * Prevents the framework from reading bodies. The guards, or the step after them, read a body once the caller is known.
 * A response that is sent before the body has arrived closes the connection, because the next bytes on it would be that
 * body.
 */
export function leaveBodiesUnread(fastify: FastifyInstance): void {
  for (const method of METHODS) fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (isUnderWay(request.raw)) {
      reply.header('connection', 'close');
      linger(request.raw.socket);
    }
    done();
  });
}

function isUnderWay(request: IncomingMessage): boolean {
  return !request.complete && hasBody(request.headers);
}

/**
 * Keeps the socket open for a moment after the response. Node closes a socket after the response, and a socket that is
 * closed with unread bytes is reset. A client that is still sending would then see the reset instead of the response.
 * So the response is followed by the end of the stream, and the kernel buffers what the client still sends.
 */
function linger(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}
