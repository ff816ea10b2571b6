import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../app.error.js';

const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8']);

/**
 * Checks that the headers describe JSON as defined in RFC 8259: UTF-8, and not compressed.
 * @throws AppError 415 `unsupported_media_type`
 */
export function requireJson(headers: IncomingHttpHeaders): void {
  requireText(headers, JSON_TYPE);
}

/** Whether the body is one JSON text a line. */
export function isNdjson(headers: IncomingHttpHeaders): boolean {
  return typeOf(headers) === NDJSON_TYPE;
}

/** {@link requireJson} for NDJSON. @throws AppError 415 `unsupported_media_type` */
export function requireNdjson(headers: IncomingHttpHeaders): void {
  requireText(headers, NDJSON_TYPE);
}

function typeOf(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').split(';', 1).join('').trim().toLowerCase();
}

function requireText(headers: IncomingHttpHeaders, wanted: string): void {
  requireNoEncoding(headers);
  if (typeOf(headers) !== wanted) throw unsupported(`Send ${wanted}`);
  const [, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim());
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=', 2).map((part) => part.trim().toLowerCase());
    if (name === 'charset' && !UTF8.has(value.replaceAll('"', ''))) throw unsupported('Send text in UTF-8');
  }
}

/**
 * Checks that the body is not compressed. A signature covers the bytes as sent, and compressed bytes may unpack to any
 * size.
 * @param but an encoding that changes nothing and may be named
 * @throws AppError 415 `unsupported_media_type`
 */
export function requireNoEncoding(headers: IncomingHttpHeaders, but?: 'identity'): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.trim().toLowerCase() === but) return;
  throw unsupported('Send the body without a content-encoding');
}

function unsupported(detail: string): AppError {
  return new AppError(415, 'unsupported_media_type', 'Unsupported media type', { detail });
}
