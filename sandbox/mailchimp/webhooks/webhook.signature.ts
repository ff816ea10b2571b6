import { createHmac } from 'node:crypto';

/** Since 2026, where signing is enabled. https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/ */
export function signatureHeader(body: string, secret: string, timestamp: number): string {
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * Mandrill signs the URL as it was configured and the decoded parameters, sorted by name.
 * https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/
 */
export function mandrillSignature(url: string, params: Record<string, string>, key: string): string {
  const names = Object.keys(params).sort();
  const text = url + names.map((name) => name + params[name]).join('');
  return createHmac('sha1', key).update(text).digest('base64');
}
