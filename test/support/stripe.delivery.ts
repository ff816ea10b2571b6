import { createHmac } from 'node:crypto';
import { checkedFetch } from './checked.fetch.js';
import { STRIPE_WEBHOOK_SECRET } from './service.js';

export interface StripeEvent {
  id: string;
  type: string;
  account?: string;
  created: number;
  object: Record<string, unknown>;
}

/** An event as Stripe sends it. It is pretty-printed, so that serialising it again would break the signature. */
export function stripeEventBody({ object, ...event }: StripeEvent): string {
  return JSON.stringify({ object: 'event', livemode: false, data: { object }, ...event }, null, 2);
}

export function stripeSignature(
  body: string | Buffer,
  secret = STRIPE_WEBHOOK_SECRET,
  seconds = Math.floor(Date.now() / 1000),
) {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
}

export async function deliver(url: string, body: string, headers: Record<string, string> = {}) {
  const { status, text } = await checkedFetch(`${url}/api/v1/webhooks/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body), ...headers },
    body,
  });
  return { status, body: JSON.parse(text) as Record<string, unknown> };
}
