import { createHmac } from 'node:crypto';
import { safeEqual } from '../../../src/common/safe-equal.js';
import { asRecord, text } from '../../../src/providers/kit/fields.js';
import type {
  AnnouncedDelivery,
  InboundEvent,
  WebhookDelivery,
  WebhookEffect,
  WebhookPort,
} from '../../../src/providers/webhook.port.js';
import { UnreadableError } from '../../../src/providers/kit/unreadable.error.js';
import { AFTER_ALL, FAKE_STREAMS } from './fake.account.js';

export class FakeWebhook implements WebhookPort {
  isPlausible({ headers }: AnnouncedDelivery): boolean {
    return typeof headers['box-office-signature'] === 'string';
  }

  verify({ headers, body }: WebhookDelivery, secrets: readonly string[]): boolean {
    const given = headers['box-office-signature'];
    if (typeof given !== 'string') return false;
    return secrets.some(
      (secret) => secret && safeEqual(given, createHmac('sha256', secret).update(body).digest('hex')),
    );
  }

  parse({ body }: WebhookDelivery): InboundEvent[] {
    const { event, stream, account } = read(body.toString('utf8'));
    if (typeof event !== 'string' || event === '')
      throw new UnreadableError('malformed_event', 'The event has no name');
    const type = text(stream) ?? 'unknown';
    return [{ dedupeKey: event, eventId: event, type, account: text(account), livemode: null, body }];
  }

  effects(body: string): WebhookEffect[] {
    const { stream, id, at, object } = read(body);
    const type = FAKE_STREAMS.find((name) => name === stream);
    if (!type || typeof id !== 'string' || id === '' || !Number.isSafeInteger(at)) return [];
    const { rev } = asRecord(object);
    if (object !== null && !Number.isSafeInteger(rev)) return [{ kind: 'pointer', type, externalId: id }];
    const state =
      object === null
        ? { deleted: true, json: '{}', sequence: AFTER_ALL }
        : { deleted: false, json: JSON.stringify(object), sequence: Number(rev) };
    return [{ kind: 'snapshot', type, externalId: id, seconds: Number(at), ...state }];
  }
}

function read(body: string): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(body));
  } catch {
    throw new UnreadableError('malformed_event', 'The body is not JSON');
  }
}
