import { BadRequestError } from '../../common/http.errors.js';
import { text } from '../fields.js';
import type { InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../webhook.port.js';
import { squareEffects } from './square.event.js';
import { isSignedBySquare } from './square.signature.js';

/** Longest id of an event that is stored; Square's have 36 characters. */
const LONGEST_ID = 255;

/** Square's deliveries, of one event each: https://developer.squareup.com/docs/webhooks/overview */
export class SquareWebhook implements WebhookPort {
  verify(delivery: WebhookDelivery, secrets: readonly string[]): boolean {
    const header = delivery.headers['x-square-hmacsha256-signature'];
    return isSignedBySquare(delivery.body, delivery.notificationUrl, header, secrets);
  }

  parse(delivery: WebhookDelivery): InboundEvent[] {
    const event = parseObject(delivery.body.toString('utf8'));
    const eventId = text(event.event_id);
    if (!eventId || eventId.length > LONGEST_ID) {
      throw new BadRequestError('malformed_event', 'The event has no event_id');
    }
    return [
      {
        dedupeKey: eventId,
        eventId,
        type: text(event.type) ?? 'unknown',
        account: text(event.merchant_id) || null,
        livemode: livemodeOf(delivery.headers['square-environment']),
        body: delivery.body,
      },
    ];
  }

  effects(body: string): WebhookEffect[] {
    return squareEffects(parseObject(body));
  }
}

function parseObject(body: string): Record<string, unknown> {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    throw new BadRequestError('malformed_event', 'The body is not JSON');
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new BadRequestError('malformed_event', 'The body is not an event');
  }
  return event as Record<string, unknown>;
}

function livemodeOf(environment: unknown): boolean | null {
  if (environment === 'Production') return true;
  return environment === 'Sandbox' ? false : null;
}
