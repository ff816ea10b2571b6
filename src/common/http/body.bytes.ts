import { setImmediate } from 'node:timers/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AppError } from '../app.error.js';
import { BadRequestError } from '../http.errors.js';

const NOTHING = Buffer.alloc(0);

/** Whether a request announces a body of at least one byte. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Reads the body of a request as it was sent. If the announced length exceeds `limit`, the body is refused before a
 * byte is read. The HTTP server limits the time (HTTP_REQUEST_TIMEOUT_MS) and closes the connection.
 * @throws AppError 413 `payload_too_large`; BadRequestError `request_aborted` when the client closed the connection
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (!hasBody(request.headers)) return NOTHING;
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
  // Node passes the headers on before it parses the bytes that came with them. One turn of the event loop later they
  // are parsed.
  if (!request.complete) await setImmediate();
  if (request.destroyed) throw aborted();
  return request.complete ? readArrived(request, limit) : readArriving(request, limit);
}

/** Most bodies arrive together with their headers, so all bytes can be read at once. */
function readArrived(request: IncomingMessage, limit: number): Buffer {
  const bytes = (request.read() as Buffer | null) ?? NOTHING;
  if (bytes.length > limit) throw tooLarge(limit);
  return bytes;
}

function readArriving(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      finish();
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit) return;
      request.pause();
      settle(() => reject(tooLarge(limit)));
    };
    const onEnd = () => settle(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const onClose = () => settle(() => reject(aborted()));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function aborted(): BadRequestError {
  return new BadRequestError('The body is incomplete', 'request_aborted');
}

export function tooLarge(limit: number): AppError {
  return new AppError(413, 'payload_too_large', 'Payload too large', {
    detail: `The body may have at most ${limit} bytes`,
  });
}
