import { createHmac } from 'node:crypto';
import { checkedFetch } from './checked.fetch.js';

export interface MailchimpHeaders {
  [name: string]: string;
}

export const MAILCHIMP_SECRET = 'mcwh_test_platform_0123456789abcdef';
export const MANDRILL_KEY = 'mandrill-test-key-0123456789';

/** An event of an audience, in the fields of Mailchimp's form. */
export function audienceEvent(type: string, data: Record<string, string>): string {
  const fired_at = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const fields = Object.entries(data).map(([name, value]) => [`data[${name}]`, value] as [string, string]);
  return new URLSearchParams([['type', type], ['fired_at', fired_at], ...fields]).toString();
}

export function mailchimpSignature(body: string, secret: string, seconds = Math.floor(Date.now() / 1000)) {
  const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'x-mailchimp-signature': `t=${seconds},v1=${hex}` };
}

/** @param url the URL that is registered at Mandrill */
export function mandrillSignature(events: string, url: string, key: string) {
  const digest = createHmac('sha1', key).update(`${url}mandrill_events${events}`).digest('base64');
  return { 'x-mandrill-signature': digest };
}

export async function deliver(url: string, body: string, headers: MailchimpHeaders = {}) {
  const { status, text } = await checkedFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  return { status, body: JSON.parse(text) as Record<string, unknown> };
}
