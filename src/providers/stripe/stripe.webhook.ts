import { BadRequestError } from '../../common/http.errors.js';
import { parseSignedObject } from '../signed.json.js';
import type { AnnouncedDelivery, InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../webhook.port.js';
import { readEvent } from './stripe.event.js';
import { isRecentSignature, isSignedInTime } from '../timestamped.signature.js';
import { streamOfObject } from './stripe.streams.js';

const THIN = 'v2.core.event';
/** Thin events name the same types with a prefix. */
const DEAUTHORIZED = /^(v1\.)?account\.application\.deauthorized$/;
/** Longest id of an event that is stored; Stripe's have about 28 characters. */
const LONGEST_ID = 255;

/** Stripe's deliveries: snapshot events and thin ones, https://docs.stripe.com/event-destinations */
export class StripeWebhook implements WebhookPort {
  constructor(private readonly toleranceSeconds: number) {}

  isPlausible({ headers }: AnnouncedDelivery, now: number): boolean {
    return isRecentSignature(headers['stripe-signature'], now, this.toleranceSeconds);
  }

  verify(delivery: WebhookDelivery, secrets: readonly string[], now: number): boolean {
    const header = delivery.headers['stripe-signature'];
    return isSignedInTime(delivery.body, header, secrets, now, this.toleranceSeconds);
  }

  parse(delivery: WebhookDelivery): InboundEvent[] {
    const event = parseSignedObject(delivery.body.toString('utf8'));
    if (typeof event.id !== 'string' || event.id === '' || event.id.length > LONGEST_ID) {
      throw new BadRequestError('malformed_event', 'The event has no id');
    }
    return [
      {
        dedupeKey: event.id,
        eventId: event.id,
        type: typeof event.type === 'string' ? event.type : 'unknown',
        account: accountOf(event),
        livemode: typeof event.livemode === 'boolean' ? event.livemode : null,
        body: delivery.body,
      },
    ];
  }

  effects(body: string): WebhookEffect[] {
    const event = parseSignedObject(body);
    if (typeof event.type === 'string' && DEAUTHORIZED.test(event.type)) {
      const reason = 'The account has removed the application in its Stripe dashboard';
      return [{ kind: 'disconnect', seconds: createdOf(event), reason }];
    }
    return event.object === THIN ? thinEffects(event) : snapshotEffects(event);
  }
}

/** Snapshot events say it in seconds, thin ones as a date. */
function createdOf({ created }: Record<string, unknown>): number | null {
  const seconds = typeof created === 'string' ? Date.parse(created) / 1000 : created;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : null;
}

/** `context` is a path such as `org_…/acct_…` where an organisation stands above the account. */
function accountOf(event: Record<string, unknown>): string | null {
  const name = event.object === THIN ? event.context : event.account;
  return typeof name === 'string' && name !== '' ? name.slice(name.lastIndexOf('/') + 1) : null;
}

function snapshotEffects(raw: Record<string, unknown>): WebhookEffect[] {
  const event = readEvent(raw);
  if (!event) return [];
  const type = event.stream.name;
  const externalId = event.object.id;
  if (event.foreign && !event.deleted) return [{ kind: 'pointer', type, externalId }];
  const { created: seconds, deleted } = event;
  return [{ kind: 'snapshot', type, externalId, seconds, deleted, json: JSON.stringify(event.object) }];
}

function thinEffects(event: Record<string, unknown>): WebhookEffect[] {
  const related = event.related_object as { id?: unknown; type?: unknown } | null | undefined;
  const stream = streamOfObject(related?.type);
  return stream && typeof related?.id === 'string'
    ? [{ kind: 'pointer', type: stream.name, externalId: related.id }]
    : [];
}
