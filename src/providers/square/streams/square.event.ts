import { asRecord, items, text } from '../../kit/fields.js';
import { isName } from '../../kit/event.fields.js';
import { LAST_SEQUENCE } from '../../record-batch.js';
import type { WebhookEffect } from '../../webhook.port.js';
import { SQUARE_API_VERSION } from '../api/square.api-version.js';
import { dateOf, momentOf, type SquareDate } from '../shape/square.dating.js';
import { eventKinds, REVOCATION, type SquareEventKind } from './square.event-types.js';
import { findStream, type SquareStream } from './square.streams.js';

type Raw = Record<string, unknown>;

/** What an event says apart from its type. */
interface Told {
  data: Raw;
  /** When the event was written. */
  at: SquareDate | null;
  /** Its objects are those of another API version, with other fields. */
  isForeign: boolean;
}

/**
 * Effects of an event, whether it was delivered or found in the log: https://developer.squareup.com/reference/square/webhooks
 * @param version API version of its objects; absent: that of our subscriptions
 */
export function squareEffects(event: Raw, version = text(event.api_version)): WebhookEffect[] {
  const type = text(event.type) ?? '';
  const data = asRecord(event.data);
  const isForeign = version !== null && version !== SQUARE_API_VERSION;
  const told: Told = { data, at: momentOf(event.created_at), isForeign };
  if (type === REVOCATION) return [revoked(told)];
  const effects = eventKinds(type).flatMap((kind) => {
    const stream = findStream(kind.stream);
    return stream ? effectsOf(kind, stream, told) : [];
  });
  return type.startsWith('customer.') ? [...effects, ...merge(data)] : effects;
}

/** The merchant, or Square, has taken the consent back: the tokens are void. */
function revoked({ data, at }: Told): WebhookEffect {
  const { revoked_at: revokedAt } = asRecord(asRecord(data.object).revocation);
  const seconds = (momentOf(revokedAt) ?? at)?.seconds ?? null;
  return { kind: 'reauthorise', seconds, reason: 'The merchant has revoked the authorization at Square' };
}

function effectsOf(kind: SquareEventKind, stream: SquareStream, told: Told): WebhookEffect[] {
  const { data } = told;
  switch (kind.kind) {
    case 'object':
      return objectsOf(data, kind.noun).flatMap((object) => snapshot(stream, object, told));
    case 'named':
      return objectsOf(data, kind.noun).flatMap((object) => pointers(stream.name, object[kind.field]));
    case 'pointer':
      return pointers(stream.name, data.id);
    case 'deletion':
      return deletion(stream, kind.noun, told);
    case 'hint':
      return [];
  }
}

function objectsOf(data: Raw, noun: string): Raw[] {
  return items([asRecord(data.object)[noun]].flat());
}

function deletion(stream: SquareStream, noun: string, { data, at }: Told): WebhookEffect[] {
  const { id } = data;
  if (!isName(id) || !at) return [];
  const last = stream.dating ? dateOf(stream.dating, asRecord(asRecord(data.object)[noun])).seconds : 0;
  // Nothing comes after it, so it stands at the end of its second.
  const date = { seconds: Math.max(last, at.seconds), sequence: LAST_SEQUENCE };
  return [{ kind: 'snapshot', type: stream.name, externalId: id, ...date, deleted: true, json: '{}' }];
}

/** Of merged customers one survives, with a new id, and the others are no more. */
function merge(data: Raw): WebhookEffect[] {
  const { to_customer_id: to, from_customer_ids: from } = asRecord(asRecord(asRecord(data.object).event_context).merge);
  const ids = [to, ...(Array.isArray(from) ? (from as unknown[]) : [])].filter((id) => id !== data.id);
  return pointers('customers', ids);
}

function snapshot(stream: SquareStream, object: Raw, { at, isForeign }: Told): WebhookEffect[] {
  const externalId = stream.idOf(object);
  if (!isName(externalId)) return [];
  if (isForeign) return pointers(stream.name, externalId);
  // When an event was written says little of the order within a second: what ties is read.
  const date = stream.dating ? dateOf(stream.dating, object) : at && { seconds: at.seconds, sequence: 0 };
  if (!date || date.seconds === 0) return pointers(stream.name, externalId);
  return [{ kind: 'snapshot', type: stream.name, externalId, ...date, deleted: false, json: JSON.stringify(object) }];
}

/** @param ids one, or a list of them */
function pointers(type: string, ids: unknown): WebhookEffect[] {
  return [ids]
    .flat()
    .filter(isName)
    .map((externalId) => ({ kind: 'pointer', type, externalId }));
}
