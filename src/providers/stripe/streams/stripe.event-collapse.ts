import { latestEvent } from './stripe.event-order.js';
import type { StripeEvent } from './stripe.event.js';

/** The latest of an object's events, or, where that is not proven, one of the latest. */
export interface CollapsedEvent {
  event: StripeEvent;
  /** The event alone does not tell what the object is like. */
  mustRead: boolean;
  /** All that were seen of its second. */
  ties: readonly StripeEvent[];
  /** An earlier page has told it already. */
  known: boolean;
}

/**
 * One entry for each object of a page.
 * @param told what the page before has reported for the second in which this page begins
 */
export function collapseEvents(
  events: readonly StripeEvent[],
  told: ReadonlyMap<string, CollapsedEvent>,
): Map<string, CollapsedEvent> {
  const groups = new Map<string, StripeEvent[]>();
  for (const event of events) {
    const key = objectKey(event);
    const before = told.get(key);
    const group = groups.get(key) ?? [...(before?.ties ?? [])];
    const second = group[0]?.created ?? -Infinity;
    // What was read after an event had happened shows that event, whatever else happened in its second.
    if (event.created < second || (before?.mustRead && event.created <= before.event.created)) continue;
    groups.set(key, event.created > second ? [event] : [...group, event]);
  }
  const collapsed = new Map<string, CollapsedEvent>();
  for (const [key, ties] of groups) {
    const latest = latestEvent(ties);
    const event = latest ?? ties.at(-1)!;
    const known = latest !== null && latest === told.get(key)?.event;
    collapsed.set(key, { event, ties, known, mustRead: latest === null || (!event.deleted && isIncomparable(event)) });
  }
  return collapsed;
}

/** What a new object lacks comes with the list of those that no event announces; what others lack is kept. */
function isIncomparable({ foreign, lacking, stream }: StripeEvent): boolean {
  return foreign || (lacking && !stream.unannounced);
}

export function objectKey(event: StripeEvent): string {
  return `${event.stream.name}/${event.object.id}`;
}
