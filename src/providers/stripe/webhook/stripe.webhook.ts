import { optionalName, requiredName } from '../../kit/event.fields.js';
import { SignedJson } from '../../kit/signed.json.js';
import { isRecentSignature, isSignedInTime } from '../../kit/timestamped.signature.js';
import type { WebhookLimits } from '../../kit/webhook.limits.js';
import type { InboundEvent, WebhookDelivery, WebhookEffect, WebhookPort } from '../../webhook.port.js';
import { isPartial, readEvent, type StripeEvent } from '../streams/stripe.event.js';
import { linkOf } from '../streams/stripe.invoice-links.js';
import type { StripeStream } from '../streams/stripe.stream.js';
import { partStreamsOf, streamOfObject } from '../streams/stripe.streams.js';

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
  return [...objectEffects(event), ...referredEffects(event)];
}

function objectEffects(event: StripeEvent): WebhookEffect[] {
  const { stream, object, created: seconds, deleted, foreign, lacking } = event;
  const type = stream.name;
  const externalId = object.id;
  if (!deleted && !stream.partOf && (foreign || lacking || isPartial(event)))
    return [{ kind: 'pointer', type, externalId }];
  const parts = deleted ? [] : partStreamsOf(stream).flatMap((parts) => partEffects(parts, event));
  return [{ kind: 'snapshot', type, externalId, seconds, deleted, json: JSON.stringify(object) }, ...parts];
}

function partEffects({ name, partOf }: StripeStream, { object, created: seconds }: StripeEvent): WebhookEffect[] {
  return partOf!.parts(object).map((part) => {
    return { kind: 'snapshot', type: name, externalId: part.id, seconds, deleted: false, json: JSON.stringify(part) };
  });
}

/** A payment does not name the invoice that it settles: a read brings both together. */
function referredEffects({ stream, object }: StripeEvent): WebhookEffect[] {
  const linked = stream.name === 'invoice_payments' ? linkOf(object) : null;
  return linked ? [{ kind: 'pointer', type: 'payments', externalId: linked.payment }] : [];
}

function thinEffects(event: Record<string, unknown>): WebhookEffect[] {
  const related = event.related_object as { id?: unknown; type?: unknown } | null | undefined;
  const stream = streamOfObject(related?.type);
  return stream && typeof related?.id === 'string'
    ? [{ kind: 'pointer', type: stream.name, externalId: related.id }]
    : [];
}
