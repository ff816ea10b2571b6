import { createHash } from 'node:crypto';
import { BadRequestError } from '../../common/http.errors.js';
import type { InboundEvent } from '../webhook.port.js';

/** More than Mandrill puts into one delivery: a thousand. */
const MOST_EVENTS = 10_000;
const LONGEST_KEY = 255;

/**
 * The events of one delivery, each with a body of its own. They concern the platform's own mail: they are kept, and
 * touch nobody's records. https://mailchimp.com/developer/transactional/docs/webhooks/
 * @throws BadRequestError when it is not the documented JSON
 */
export function readMandrillEvents(json: string): InboundEvent[] {
  return parse(json).map((event) => {
    const body = JSON.stringify(event);
    const { event: type, _id: id, ts } = event;
    const isNamed = typeof type === 'string' && typeof id === 'string' && id !== '';
    const key = isNamed ? `${type}|${id}|${String(ts)}` : null;
    return {
      dedupeKey: key !== null && key.length <= LONGEST_KEY ? key : createHash('sha256').update(body).digest('hex'),
      eventId: null,
      type: typeof type === 'string' && type !== '' ? type : 'unknown',
      account: null,
      livemode: null,
      body: Buffer.from(body),
    };
  });
}

function parse(json: string): Record<string, unknown>[] {
  let events: unknown;
  try {
    events = JSON.parse(json);
  } catch {
    throw new BadRequestError('malformed_event', 'mandrill_events is not JSON');
  }
  const isObject = (event: unknown) => typeof event === 'object' && event !== null && !Array.isArray(event);
  if (!Array.isArray(events) || events.length > MOST_EVENTS || !events.every(isObject)) {
    throw new BadRequestError('malformed_event', 'mandrill_events is not a list of events');
  }
  return events as Record<string, unknown>[];
}
