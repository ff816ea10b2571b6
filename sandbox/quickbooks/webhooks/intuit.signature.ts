import { createHmac } from 'node:crypto';

/** Over the raw body, and nothing else: there is no time in it. */
export function intuitSignature(body: string, verifierToken: string): string {
  return createHmac('sha256', verifierToken).update(body).digest('base64');
}
