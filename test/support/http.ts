import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { patient } from './patience.js';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Parsed when it is JSON of any kind. */
  body: Record<string, unknown>;
}

export interface RawRequest {
  method?: string;
  /** Sent as it is: `fetch` would tidy it up. */
  path: string;
  /** A list of pairs sends a header twice. */
  headers?: Record<string, string> | readonly (readonly [string, string])[];
  body?: string | Buffer;
}

/** One request with nothing added, merged or normalised on its way. */
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
        const isJson = /\bjson\b/.test(String(response.headers['content-type']));
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: (isJson && text ? JSON.parse(text) : {}) as Record<string, unknown>,
        });
      });
    });
    request.end(body);
  });
}

/** Bytes on the wire, for what no client would send; answers with what came back until the server closed. */
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
