import type { ItemBody } from '../../push.port.js';

/** `unpublished`: nothing is made of it. `live`: for sale, or about to be again. `over`: what was made of it is archived. */
export type EventState = 'unpublished' | 'live' | 'over';

const STATES: Readonly<Record<ItemBody<'events'>['status'], EventState>> = {
  DRAFT: 'unpublished',
  REVIEW: 'unpublished',
  APPROVED: 'live',
  PUBLISHED: 'live',
  ON_SALE: 'live',
  SOLD_OUT: 'live',
  IN_PROGRESS: 'live',
  POSTPONED: 'live',
  COMPLETED: 'over',
  CANCELLED: 'over',
};

/** What the status of a pushed event means for the objects that are made of it. A status of a later version makes nothing. */
export function eventState({ status }: Pick<ItemBody<'events'>, 'status'>): EventState {
  return STATES[status] ?? 'unpublished';
}
