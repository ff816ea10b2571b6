import { createHash } from 'node:crypto';
import { isName, requiredName } from '../../kit/event.fields.js';
import type { EventPart } from '../../kit/event.parts.js';
import { isObject } from '../../kit/fields.js';
import { UnreadableError } from '../../kit/unreadable.error.js';
import type { InboundEvent } from '../../webhook.port.js';

type Raw = Record<string, unknown>;

/** The form field that holds a delivery's events, as a JSON list. */
export const MANDRILL_EVENTS = 'mandrill_events';

/**
 * The events of one delivery. They concern the platform's own mail, so they are kept and change no records.
 * https://mailchimp.com/developer/transactional/docs/webhooks/
 * @throws UnreadableError when it is not a list
 */
export function mandrillEventsIn(list: unknown): EventPart<Raw>[] {
  if (!Array.isArray(list)) throw new UnreadableError('malformed_event', `${MANDRILL_EVENTS} is not a list`);
  return list.map((event: unknown) => ({
    alone: () => Buffer.from(`${MANDRILL_EVENTS}=${encodeURIComponent(JSON.stringify([event]))}`),
    read: () => {
      if (isObject(event)) return event;
      throw new UnreadableError('malformed_event', 'The event is not a JSON object');
    },
  }));
}

/** Synchronisation events have a `type` (`blacklist`) where those of messages have an `event`. */
export function toMandrillEvent(event: Raw): InboundEvent {
  const type = requiredName(event.event ?? event.type, 'event');
  const body = Buffer.from(JSON.stringify(event));
  return { dedupeKey: dedupeKey(type, event, body), eventId: null, type, account: null, livemode: null, body };
}

function dedupeKey(type: string, { _id: id, ts }: Raw, body: Buffer): string {
  const isTime = typeof ts === 'number' || typeof ts === 'string' || ts === undefined;
  const key = isName(id) && isTime ? `${type}|${id}|${String(ts)}` : null;
  return isName(key) ? key : createHash('sha256').update(body).digest('hex');
}
