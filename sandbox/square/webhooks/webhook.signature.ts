import { createHmac } from 'node:crypto';

/** Square's scheme: base64 of the HMAC-SHA256 over the registered URL and the body, under the subscription's key. */
export function signature(key: string, url: string, body: string): string {
  return createHmac('sha256', key)
    .update(url + body)
    .digest('base64');
}
