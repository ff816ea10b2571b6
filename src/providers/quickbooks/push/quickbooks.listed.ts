import { text } from '../../kit/fields.js';
import { eventState } from '../../kit/push/event.state.js';
import type { KnownObject } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import type { PushedEvent } from './quickbooks.pushed-items.js';

/** Nothing is made for an event that is not approved yet. @throws HeldBack */
export function requireListed(event: PushedEvent): void {
  if (eventState(event) !== 'unpublished') return;
  throw HeldBack.skipped('status', `An event with the status ${event.status} is not pushed`);
}

/** Of all the events of a venue one is enough. @throws HeldBack */
export function requireOneListed(events: readonly PushedEvent[]): void {
  const [first] = events;
  if (first && events.every((event) => eventState(event) === 'unpublished')) requireListed(first);
}

/**
 * QuickBooks changes nothing that somebody has made inactive, and takes no document that names it.
 * @throws HeldBack where it was read and is inactive
 */
export function requireActive({ externalId, object }: KnownObject): void {
  if (object?.Active !== false) return;
  const name = text(object.DisplayName) ?? text(object.Name) ?? externalId;
  throw HeldBack.waiting('account_missing', `"${name}" was made inactive in QuickBooks: make it active again there`);
}
