import { UnauthenticatedError } from '../common/http.errors.js';

/**
 * The named headers (lower case) as they were sent. Read from the raw list, because Node keeps the first of two
 * `Authorization` headers and joins other duplicates: which of them counts would be the sender's choice.
 *
 * @throws UnauthenticatedError when one of them was sent twice.
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
