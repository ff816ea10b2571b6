import { UnauthenticatedError } from '../../common/http.errors.js';
import { singleHeaders } from '../single-headers.js';

const AUTHORIZATION: ReadonlySet<string> = new Set(['authorization']);
// RFC 9110: the scheme is case-insensitive. The rest is strict: one space, and nothing before or after.
const BEARER = /^bearer ([^\s,]+)$/i;

/** @throws UnauthenticatedError unless the request has exactly one `Authorization: Bearer <token>`. */
export function bearerToken(rawHeaders: readonly string[]): string {
  const header = singleHeaders(rawHeaders, AUTHORIZATION).get('authorization');
  const token = header && BEARER.exec(header)?.[1];
  if (!token) throw new UnauthenticatedError('Authorization: expected one bearer token');
  return token;
}
