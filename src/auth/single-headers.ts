import { UnauthenticatedError } from '../common/http.errors.js';

/**
 * Returns the named headers (lower case) as they were sent. They are read from the raw list, because Node keeps the
 * first of two `Authorization` headers and joins other duplicates. The sender could choose which of them counts.
 *
 * @throws UnauthenticatedError when one of the headers was sent twice.
 */
export function singleHeaders(rawHeaders: readonly string[], names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    if (!names.has(name)) continue;
    if (found.has(name)) throw new UnauthenticatedError(`${name}: sent more than once`);
    found.set(name, rawHeaders[i + 1] as string);
  }
  return found;
}
