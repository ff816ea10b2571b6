import { isDeepStrictEqual } from 'node:util';
import type { StripeEvent } from './stripe.event.js';

/** More events of one object in one second than this are not compared with each other. */
const MOST_COMPARED = 12;

/**
 * The event that tells an object's latest state, among events of one second: decided by what they prove, never by
 * the order in which they were listed or delivered, which Stripe does not vouch for.
 * https://docs.stripe.com/webhooks#event-ordering
 * @returns `null` when it cannot be known without reading the object
 */
export function latestEvent(events: readonly StripeEvent[]): StripeEvent | null {
  if (events.length <= 1) return events[0] ?? null;
  if (events.length > MOST_COMPARED || isRecreated(events)) return null;
  const earlierThan = new Map(events.map((event) => [event, [] as StripeEvent[]]));
  const superseded = new Set<StripeEvent>();
  events.forEach((a, index) => {
    for (const b of events.slice(index + 1)) {
      const later = laterEvent(a, b);
      if (!later) continue;
      const earlier = later === a ? b : a;
      earlierThan.get(later)!.push(earlier);
      superseded.add(earlier);
    }
  });
  // The chain of proofs must lead from one event to all others; events that prove each other's precedence in a
  // circle (a field set back and forth) lead nowhere.
  const [latest, ...rivals] = events.filter((event) => !superseded.has(event));
  if (!latest || rivals.length > 0) return null;
  const reached = new Set([latest]);
  for (const event of reached) earlierThan.get(event)!.forEach((earlier) => reached.add(earlier));
  return reached.size === events.length ? latest : null;
}

/** Ids of coupons and products are their owner's, and may be used again: both orders are possible. */
function isRecreated(events: readonly StripeEvent[]): boolean {
  return events.some(({ deleted }) => deleted) && events.some(({ type }) => type.endsWith('.created'));
}

function laterEvent(a: StripeEvent, b: StripeEvent): StripeEvent | null {
  if (a.deleted !== b.deleted) return a.deleted ? a : b;
  if (isDeepStrictEqual(a.object, b.object)) return a.previous === null ? b : a;
  // Nothing happens to an object before it exists.
  const aBegins = a.type.endsWith('.created');
  const bBegins = b.type.endsWith('.created');
  if (aBegins !== bBegins) return aBegins ? b : a;
  const aFollows = follows(a, b);
  const bFollows = follows(b, a);
  if (aFollows === bFollows) return null;
  return aFollows ? a : b;
}

/** Whether what `later` says was there before its change is what `earlier` left. */
function follows(later: StripeEvent, earlier: StripeEvent): boolean {
  const { previous } = later;
  return previous !== null && Object.keys(previous).length > 0 && includes(earlier.object, previous);
}

/** `previous_attributes` names, of nested objects, only the fields that changed; arrays are whole. */
function includes(whole: unknown, part: unknown): boolean {
  if (!isPlain(part) || !isPlain(whole)) return isDeepStrictEqual(whole, part);
  return Object.entries(part).every(([key, value]) =>
    // A field that was absent is told as null.
    value === null ? (whole[key] ?? null) === null : includes(whole[key], value),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
