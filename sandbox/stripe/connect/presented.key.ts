import type { IncomingHttpHeaders } from 'node:http';

/** The key or token that a request carries, whatever it is worth. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const [scheme, value] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer') return value || undefined;
  if (scheme?.toLowerCase() === 'basic' && value) {
    return Buffer.from(value, 'base64').toString('utf8').split(':')[0] || undefined;
  }
  return undefined;
}
