import { UnauthenticatedError } from '../../common/http.errors.js';
import { singleHeaders } from '../single-headers.js';

const AUTHORIZATION: ReadonlySet<string> = new Set(['authorization']);
// RFC 9110: the scheme is case-insensitive. Everything else is taken literally: one space, nothing around it.
const BEARER = /^bearer ([^\s,]+)$/i;

/** @throws UnauthenticatedError unless there is exactly one `Authorization: Bearer <token>`. */
export function bearerToken(rawHeaders: readonly string[]): string {
  const header = singleHeaders(rawHeaders, AUTHORIZATION).get('authorization');
  const token = header && BEARER.exec(header)?.[1];
  if (!token) throw new UnauthenticatedError('Authorization: expected one bearer token');
  return token;
}
