import { text } from '../fields.js';

/** `unpublished`: nothing is made of it. `live`: for sale, or about to be again. `over`: what was made of it is archived. */
export type EventState = 'unpublished' | 'live' | 'over';

const STATES: ReadonlyMap<string, EventState> = new Map([
  ['DRAFT', 'unpublished'],
  ['REVIEW', 'unpublished'],
  ['APPROVED', 'live'],
  ['PUBLISHED', 'live'],
  ['ON_SALE', 'live'],
  ['SOLD_OUT', 'live'],
  ['IN_PROGRESS', 'live'],
  ['POSTPONED', 'live'],
  ['COMPLETED', 'over'],
  ['CANCELLED', 'over'],
]);

/** What the status of a pushed event means for the objects that are made of it. An unknown status makes nothing. */
export function eventState(status: unknown): EventState {
  return STATES.get(text(status) ?? '') ?? 'unpublished';
}
