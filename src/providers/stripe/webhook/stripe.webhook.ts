import { optionalName, requiredName } from '../../kit/event.fields.js';
import { SignedJson } from '../../kit/signed.json.js';
import { isRecentSignature, isSignedInTime } from '../../kit/timestamped.signature.js';
import type { WebhookLimits } from '../../kit/webhook.limits.js';
import type { InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../../webhook.port.js';
import { readEvent } from '../streams/stripe.event.js';
import { streamOfObject } from '../streams/stripe.streams.js';

const THIN = 'v2.core.event';
/** Thin events name the same types with a prefix. */
const DEAUTHORIZED = /^(v1\.)?account\.application\.deauthorized$/;

/** Stripe's deliveries: snapshot events and thin ones, https://docs.stripe.com/event-destinations */
export class StripeWebhook implements WebhookPort {
  private readonly json: SignedJson;

  constructor(private readonly limits: WebhookLimits) {
    this.json = new SignedJson(limits);
  }

  isPlausible({ headers }: Pick<WebhookDelivery, 'headers'>, now: number): boolean {
    return isRecentSignature(headers['stripe-signature'], now, this.limits.WEBHOOK_TOLERANCE_SECONDS);
  }

  verify(delivery: WebhookDelivery, secrets: readonly string[], now: number): boolean {
    const header = delivery.headers['stripe-signature'];
    return isSignedInTime(delivery.body, header, secrets, now, this.limits.WEBHOOK_TOLERANCE_SECONDS);
  }

  parse(delivery: WebhookDelivery): InboundEvent[] {
    const event = this.json.parseObject(delivery.body.toString('utf8'));
    const id = requiredName(event.id, 'id');
    return [
      {
        dedupeKey: id,
        eventId: id,
        type: requiredName(event.type, 'type'),
        account: accountOf(event),
        livemode: typeof event.livemode === 'boolean' ? event.livemode : null,
        body: delivery.body,
      },
    ];
  }

  effects(body: string): WebhookEffect[] {
    const event = this.json.parseObject(body);
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
  const name = event.object === THIN ? optionalName(event.context, 'context') : optionalName(event.account, 'account');
  return name?.slice(name.lastIndexOf('/') + 1) || null;
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
