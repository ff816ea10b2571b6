import { createHash } from 'node:crypto';
import { optionalName, requiredName } from '../../kit/event.fields.js';
import { SignedJson } from '../../kit/signed.json.js';
import type { WebhookLimits } from '../../kit/webhook.limits.js';
import type { InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../../webhook.port.js';
import { squareEffects } from '../streams/square.event.js';
import { isHmac } from '../../kit/hmac.signature.js';
import { isSignedBySquare } from './square.signature.js';

const SIGNATURE = 'x-square-hmacsha256-signature';

/** Square's deliveries, of one event each: https://developer.squareup.com/docs/webhooks/overview */
export class SquareWebhook implements WebhookPort {
  private readonly json: SignedJson;

  constructor(limits: WebhookLimits) {
    this.json = new SignedJson(limits);
  }

  isPlausible({ headers }: Pick<WebhookDelivery, 'headers'>): boolean {
    return isHmac('sha256', headers[SIGNATURE]);
  }

  verify({ body, headers, notificationUrl }: WebhookDelivery, secrets: readonly string[]): boolean {
    return isSignedBySquare(body, notificationUrl, headers[SIGNATURE], secrets);
  }

  parse(delivery: WebhookDelivery): InboundEvent[] {
    const event = this.json.parseObject(delivery.body.toString('utf8'));
    const eventId = optionalName(event.event_id, 'event_id');
    return [
      {
        dedupeKey: eventId ?? createHash('sha256').update(delivery.body).digest('hex'),
        eventId,
        type: requiredName(event.type, 'type'),
        account: optionalName(event.merchant_id, 'merchant_id'),
        livemode: livemodeOf(delivery.headers['square-environment']),
        body: delivery.body,
      },
    ];
  }

  effects(body: string): WebhookEffect[] {
    return squareEffects(this.json.parseObject(body));
  }
}

function livemodeOf(environment: unknown): boolean | null {
  if (environment === 'Production') return true;
  return environment === 'Sandbox' ? false : null;
}
