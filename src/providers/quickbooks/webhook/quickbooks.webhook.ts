import { createHash } from 'node:crypto';
import { LONGEST_NAME } from '../../kit/event.fields.js';
import { readParts } from '../../kit/event.parts.js';
import { SignedJson } from '../../kit/signed.json.js';
import type { WebhookLimits } from '../../kit/webhook.limits.js';
import type { InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../../webhook.port.js';
import { notificationsIn, type QuickBooksNotification } from './quickbooks.event.js';
import { isHmac } from '../../kit/hmac.signature.js';
import { isSignedByIntuit } from './quickbooks.signature.js';
import { streamOfEntity } from '../streams/quickbooks.streams.js';

/**
 * Intuit's deliveries: https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 *
 * Later events wait until the first one is taken, so nothing that is signed is refused for not being understood.
 */
export class QuickBooksWebhook implements WebhookPort {
  private readonly json: SignedJson;

  constructor(private readonly limits: WebhookLimits) {
    this.json = new SignedJson(limits);
  }

  isPlausible({ headers }: Pick<WebhookDelivery, 'headers'>): boolean {
    return isHmac('sha256', headers['intuit-signature']);
  }

  verify({ body, headers }: WebhookDelivery, secrets: readonly string[]): boolean {
    return isSignedByIntuit(body, headers['intuit-signature'], secrets);
  }

  parse({ body: delivery }: WebhookDelivery): InboundEvent[] {
    const notifications = notificationsIn(this.json.parse(delivery.toString('utf8')));
    return readParts(notifications, this.limits.WEBHOOK_MAX_EVENTS, (notification, part) => {
      const { id: eventId, type, realmId: account } = notification;
      const body = part.alone();
      return { dedupeKey: dedupeKey(notification, body), eventId, type, account, livemode: null, body };
    });
  }

  /** Only names come, whatever happened: the object is read, and found to be gone where it is. */
  effects(body: string): WebhookEffect[] {
    return notificationsIn(this.json.parse(body)).flatMap(({ read }) => {
      const { entity, entityId, deletedId } = read();
      const stream = streamOfEntity(entity);
      if (!stream) return [];
      const ids = [entityId, deletedId].filter((id) => id !== null);
      return [...new Set(ids)].map((externalId) => ({ kind: 'pointer' as const, type: stream.name, externalId }));
    });
  }
}

function dedupeKey({ id, realmId, entity, entityId, operation, time }: QuickBooksNotification, body: Buffer): string {
  const isNamed = entityId !== null && time !== null;
  const key = id ?? (isNamed ? [realmId, entity, entityId, operation, time].join('|') : null);
  if (key !== null && key.length <= LONGEST_NAME) return key;
  return createHash('sha256')
    .update(key ?? body)
    .digest('hex');
}
