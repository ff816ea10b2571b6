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
 * The body of a request as it was sent. One that announces more than `limit` bytes is refused before a byte is read.
 * How long a body may take is the server's business (HTTP_REQUEST_TIMEOUT_MS): it then closes the connection.
 * @throws AppError 413 `payload_too_large`; BadRequestError `request_aborted` when the client went away
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (!hasBody(request.headers)) return NOTHING;
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
  // Headers are handed on before the parser looks at the bytes that came with them: a turn later these are there.
  if (!request.complete) await setImmediate();
  if (request.destroyed) throw aborted();
  return request.complete ? readArrived(request, limit) : readArriving(request, limit);
}

/** Most bodies come with their headers, and are there before anybody asks for them. */
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
  return new BadRequestError('The body ended early', 'request_aborted');
}

function tooLarge(limit: number): AppError {
  return new AppError(413, 'payload_too_large', 'Payload too large', { detail: `The body may have ${limit} bytes` });
}
