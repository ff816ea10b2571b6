import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { TooLargeError } from './too-large.error.js';

export interface Answer {
  /** As they were sent. */
  bytes: number;
  /** Unpacked. */
  body: Buffer;
}

const unpack = promisify(gunzip);
const PACKED = /^(?:x-)?gzip$/i;
/** Unpacking this many bytes takes a millisecond at most. It is done at once, since another thread costs more than that. */
const AT_ONCE_BYTES = 512 * 1024;
const LENGTH_BYTES = 4;
const MIN_CHUNK_BYTES = 1024;

/**
 * Reads an answer to its end. Only gzip is asked for, so another encoding is none of the vendor's.
 * @param most bytes, as they are sent and once they are unpacked
 * @throws TooLargeError; Error when the connection closes early, or what came is not what it says it is
 */
export async function readAnswer(response: IncomingMessage, most: number): Promise<Answer> {
  const sent = await readBody(response, most);
  const encoding = response.headers['content-encoding']?.trim() ?? 'identity';
  if (sent.length === 0 || encoding === '' || /^identity$/i.test(encoding)) return { bytes: sent.length, body: sent };
  if (!PACKED.test(encoding)) throw new Error('The answer is packed in a way that was not asked for');
  const body = await unpacked(sent, most).catch((error: Error) => {
    throw 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? new TooLargeError(most) : error;
  });
  return { bytes: sent.length, body };
}

async function unpacked(sent: Buffer, most: number): Promise<Buffer> {
  const size = sent.length < LENGTH_BYTES ? 0 : sent.readUInt32LE(sent.length - LENGTH_BYTES);
  if (size <= AT_ONCE_BYTES) {
    try {
      const chunkSize = Math.max(size + 1, MIN_CHUNK_BYTES);
      return gunzipSync(sent, { maxOutputLength: Math.min(most, AT_ONCE_BYTES), chunkSize });
    } catch (error) {
      // Its last bytes said less than there is: it may have several parts.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    }
  }
  return unpack(sent, { maxOutputLength: most });
}

function readBody(response: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if ((size += chunk.length) > most) reject(new TooLargeError(most));
    });
    response.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
    response.on('error', reject);
    response.once('close', () => reject(new Error('The connection closed before the end of the answer')));
  });
}
