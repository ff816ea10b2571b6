import { createHash } from 'node:crypto';
import { text } from '../fields.js';
import { parseSignedObject } from '../signed.json.js';
import type { AnnouncedDelivery, InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../webhook.port.js';
import { squareEffects } from './square.event.js';
import { isSignedBySquare, isSquareSignature } from './square.signature.js';

const SIGNATURE = 'x-square-hmacsha256-signature';
/** Longest id of an event that is stored; Square's have 36 characters. */
const LONGEST_ID = 255;

/** Square's deliveries, of one event each: https://developer.squareup.com/docs/webhooks/overview */
export class SquareWebhook implements WebhookPort {
  isPlausible({ headers }: AnnouncedDelivery): boolean {
    return isSquareSignature(headers[SIGNATURE]);
  }

  verify({ body, headers, notificationUrl }: WebhookDelivery, secrets: readonly string[]): boolean {
    return isSignedBySquare(body, notificationUrl, headers[SIGNATURE], secrets);
  }

  parse(delivery: WebhookDelivery): InboundEvent[] {
    const event = parseSignedObject(delivery.body.toString('utf8'));
    const id = text(event.event_id);
    const eventId = id && id.length <= LONGEST_ID ? id : null;
    return [
      {
        // Square has signed it, so refusing what has no id of its own would only have it sent again for three days.
        dedupeKey: eventId ?? createHash('sha256').update(delivery.body).digest('hex'),
        eventId,
        type: text(event.type) ?? 'unknown',
        account: text(event.merchant_id) || null,
        livemode: livemodeOf(delivery.headers['square-environment']),
        body: delivery.body,
      },
    ];
  }

  effects(body: string): WebhookEffect[] {
    return squareEffects(parseSignedObject(body));
  }
}

function livemodeOf(environment: unknown): boolean | null {
  if (environment === 'Production') return true;
  return environment === 'Sandbox' ? false : null;
}
