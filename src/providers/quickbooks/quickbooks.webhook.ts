import { createHash } from 'node:crypto';
import type { AnnouncedDelivery, InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../webhook.port.js';
import { readNotifications, type QuickBooksNotification } from './quickbooks.notification.js';
import { isIntuitSignature, isSignedByIntuit } from './quickbooks.signature.js';
import { streamOfEntity } from './quickbooks.streams.js';

/** Longest name of an event that is stored as it is; Intuit's have about 40 characters. */
const LONGEST_ID = 255;

/**
 * Intuit's deliveries: https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 *
 * Later events wait until the first one is taken, so nothing that is signed is refused for not being understood.
 */
export class QuickBooksWebhook implements WebhookPort {
  isPlausible({ headers }: AnnouncedDelivery): boolean {
    return isIntuitSignature(headers['intuit-signature']);
  }

  verify({ body, headers }: WebhookDelivery, secrets: readonly string[]): boolean {
    return isSignedByIntuit(body, headers['intuit-signature'], secrets);
  }

  parse({ body }: WebhookDelivery): InboundEvent[] {
    return readNotifications(body.toString('utf8')).map((notification) => ({
      dedupeKey: dedupeKey(notification),
      eventId: notification.id?.slice(0, LONGEST_ID) ?? null,
      type: notification.type.slice(0, LONGEST_ID),
      account: notification.realmId?.slice(0, LONGEST_ID) ?? null,
      livemode: null,
      body: Buffer.from(JSON.stringify(notification.body)),
    }));
  }

  /** Only names come, whatever happened: the object is read, and found to be gone where it is. */
  effects(body: string): WebhookEffect[] {
    return readNotifications(body).flatMap(({ entity, entityId, deletedId }) => {
      const stream = streamOfEntity(entity);
      if (!stream) return [];
      const ids = [entityId, deletedId].filter((id) => id !== null && id !== '') as string[];
      return [...new Set(ids)].map((externalId) => ({ kind: 'pointer' as const, type: stream.name, externalId }));
    });
  }
}

function dedupeKey({ id, realmId, entity, entityId, operation, time, body }: QuickBooksNotification): string {
  const isNamed = entityId !== null && time !== '';
  const key = id ?? (isNamed ? [realmId, entity, entityId, operation, time].join('|') : null);
  if (key !== null && key.length <= LONGEST_ID) return key;
  return createHash('sha256')
    .update(key ?? JSON.stringify(body))
    .digest('hex');
}
