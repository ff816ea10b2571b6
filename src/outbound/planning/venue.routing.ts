import type { PushedItem, Rules } from '../../providers/push.port.js';
import type { ItemRef } from '../items/item.store.js';

/** `null`: none. `undefined`: the event that says it was not pushed yet. */
export type Venue = string | null | undefined;

export interface VenueScope {
  /** `null`: the integration is for all venues. */
  venueId: string | null;
  settings: Readonly<Record<string, unknown>>;
  rules?: Rules;
}

/** The event that the item inherits its venue from; `null`: it says itself. */
export function venueSourceOf({ entity, body }: PushedItem): ItemRef | null {
  if (entity !== 'tickets' && entity !== 'payments') return null;
  if (('venueId' in body && body.venueId) || !body.eventId) return null;
  return { entity: 'events', platformId: body.eventId };
}

/** @param event that {@link venueSourceOf} names */
export function venueOf(item: PushedItem, event: PushedItem | undefined): Venue {
  const from = venueSourceOf(item) ? event : item;
  if (!from) return undefined;
  return ('venueId' in from.body && from.body.venueId) || null;
}

/**
 * Whether an integration takes an item. One with a venue takes only what belongs to it. One without takes everything, but
 * contacts of a venue only if it is set up so: a consent names its sender.
 */
export function takes(scope: VenueScope, { entity }: PushedItem, venue: Venue): boolean | 'unknown' {
  if (scope.venueId === null) return entity !== 'contacts' || venue === null || isForAllVenues(scope);
  return venue === undefined ? 'unknown' : venue === scope.venueId;
}

/** Set up for the integration, or by an option of one of its rules. */
function isForAllVenues({ settings, rules }: VenueScope): boolean {
  if (String(settings.allVenues) === 'true') return true;
  return [...(rules?.values() ?? [])].some(({ options }) => options.allVenues === true);
}
