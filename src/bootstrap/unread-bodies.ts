import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { hasBody } from '../common/http/body.bytes.js';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** How long a client that still sends has to read why it was refused. */
const LINGER_MS = 1_000;

/**
 * The framework reads no body: the guards and the step after them do, once they know from whom it comes. An answer that
 * is given while the body is still under way ends the connection, since what follows on it would be that body.
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
 * Node closes a socket once the answer is out, and a socket closed with unread bytes is reset: a client that still
 * sends would see that, and not the answer. So the answer is followed by the end of the stream, and what the client goes
 * on sending is left to the kernel, which holds a little and then keeps the client waiting.
 */
function linger(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}
