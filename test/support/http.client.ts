import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { assertDocumented } from './document.check.js';
import { patient } from './patience.js';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The parsed body if it is any kind of JSON. */
  body: Record<string, unknown>;
}

export interface RawRequest {
  method?: string;
  /** Sent unchanged. `fetch` would normalise it. */
  path: string;
  /** A list of pairs can contain a header twice. */
  headers?: Record<string, string> | readonly (readonly [string, string])[];
  body?: string | Buffer;
}

/** Sends one request. Nothing is added, merged or normalised. */
export function send(url: string, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers as Record<string, string>);
  const bare = body === undefined && ['GET', 'HEAD'].includes(method);
  const length = bare ? [] : [['content-length', String(Buffer.byteLength(body ?? ''))]];
  const flat = [['host', host], ...pairs, ...length].flat();
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers: flat as unknown as string[], agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const contentType = response.headers['content-type'];
        const status = response.statusCode ?? 0;
        try {
          assertDocumented({ method, path, status, contentType, text });
        } catch (error) {
          return reject(error);
        }
        const isJson = /\bjson\b/.test(String(contentType));
        resolve({
          status,
          headers: response.headers,
          text,
          body: (isJson && text ? JSON.parse(text) : {}) as Record<string, unknown>,
        });
      });
    });
    request.end(body);
  });
}

/**
 * Sends raw bytes that no HTTP client would send. Resolves with everything that was received until the server closed
 * the connection.
 */
export function sendBytes(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setTimeout(patient(5_000), () => socket.destroy());
    socket.on('data', (chunk) => (text += chunk.toString('utf8')));
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
    socket.write(bytes);
  });
}
