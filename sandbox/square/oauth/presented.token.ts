import type { IncomingHttpHeaders } from 'node:http';

/** The key or token that a request carries, whatever it is worth. */
export function presentedToken(headers: IncomingHttpHeaders): string | undefined {
  const [scheme, value] = (headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? value || undefined : undefined;
}
