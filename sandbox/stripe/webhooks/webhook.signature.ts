import { createHmac } from 'node:crypto';

/** Stripe's scheme: the whole `whsec_…` text is the key, and each valid secret adds one `v1`. */
export function signatureHeader(body: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
  );
  return [`t=${timestamp}`, ...signatures].join(',');
}
