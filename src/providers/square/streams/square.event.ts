import { asRecord, items, text } from '../../kit/fields.js';
import { LAST_SEQUENCE } from '../../record-batch.js';
import type { WebhookEffect } from '../../webhook.port.js';
import { dateOf, momentOf, type SquareDate } from '../shape/square.dating.js';
import { streamOfNoun, type SquareStream } from './square.streams.js';

type Raw = Record<string, unknown>;

/** What Square says its object is where that is no object of a stream, and which field names one. */
const POINTERS: ReadonlyMap<string, { stream: string; field: string }> = new Map([
  ['order_created', { stream: 'orders', field: 'order_id' }],
  ['order_updated', { stream: 'orders', field: 'order_id' }],
  ['order_fulfillment_updated', { stream: 'orders', field: 'order_id' }],
  ['gift_card_activity', { stream: 'gift_cards', field: 'gift_card_id' }],
]);

/** `dispute.evidence.deleted` and similar types report a change, not a deletion. */
const DELETIONS = new Set(['customer.deleted', 'invoice.deleted', 'loyalty.account.deleted']);

/**
 * Effects of an event, whether it was delivered or found in the log: https://developer.squareup.com/reference/square/webhooks
 *
 * Most events hold the whole object; those of orders, locations and gift card activities only name it. That of the
 * catalogue names nothing (`catalog.version.updated`) and is left to the next incremental run.
 */
export function squareEffects(event: Raw): WebhookEffect[] {
  const type = text(event.type) ?? '';
  const data = asRecord(event.data);
  const told = momentOf(event.created_at);
  if (type === 'oauth.authorization.revoked') return [revoked(data, told)];
  if (DELETIONS.has(type)) return [...deletion(data, told), ...merge(data)];
  const stream = streamOfNoun(data.type);
  if (stream?.name === 'locations') return pointer(stream.name, data.id);
  return [
    ...Object.entries(asRecord(data.object)).flatMap(([noun, object]) => effectsOf(noun, object, told)),
    ...merge(data),
  ];
}

/** The merchant, or Square, has taken the consent back: the tokens are void. */
function revoked(data: Raw, told: SquareDate | null): WebhookEffect {
  const { revoked_at: at } = asRecord(asRecord(data.object).revocation);
  const seconds = (momentOf(at) ?? told)?.seconds ?? null;
  return { kind: 'reauthorise', seconds, reason: 'The merchant has revoked the authorization at Square' };
}

function deletion(data: Raw, told: SquareDate | null): WebhookEffect[] {
  const stream = streamOfNoun(data.type);
  const id = text(data.id);
  if (!stream || !id || !told) return [];
  const last = stream.dating ? dateOf(stream.dating, asRecord(asRecord(data.object)[stream.noun])).seconds : 0;
  // Nothing comes after it, so it stands at the end of its second.
  const date = { seconds: Math.max(last, told.seconds), sequence: LAST_SEQUENCE };
  return [{ kind: 'snapshot', type: stream.name, externalId: id, ...date, deleted: true, json: '{}' }];
}

/** Of merged customers one survives, with a new id, and the others are no more. */
function merge(data: Raw): WebhookEffect[] {
  const { to_customer_id: to, from_customer_ids: from } = asRecord(asRecord(asRecord(data.object).event_context).merge);
  const ids = [to, ...(Array.isArray(from) ? (from as unknown[]) : [])].filter((id) => id !== data.id);
  return ids.flatMap((id) => pointer('customers', id));
}

function effectsOf(noun: string, value: unknown, told: SquareDate | null): WebhookEffect[] {
  const names = POINTERS.get(noun);
  if (names) return pointer(names.stream, asRecord(value)[names.field]);
  const stream = streamOfNoun(noun);
  if (!stream || stream.changes === 'none') return [];
  const objects = Array.isArray(value) ? items(value) : [asRecord(value)];
  return objects.flatMap((object) => snapshot(stream, object, told));
}

function snapshot(stream: SquareStream, object: Raw, told: SquareDate | null): WebhookEffect[] {
  const externalId = stream.idOf(object);
  if (!externalId) return [];
  // When an event was written says little of the order within a second: what ties is read.
  const date = stream.dating ? dateOf(stream.dating, object) : told && { seconds: told.seconds, sequence: 0 };
  if (!date || date.seconds === 0) return pointer(stream.name, externalId);
  return [{ kind: 'snapshot', type: stream.name, externalId, ...date, deleted: false, json: JSON.stringify(object) }];
}

function pointer(type: string, id: unknown): WebhookEffect[] {
  const externalId = text(id);
  return externalId ? [{ kind: 'pointer', type, externalId }] : [];
}
