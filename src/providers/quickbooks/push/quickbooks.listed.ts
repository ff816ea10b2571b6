import { eventState } from '../../kit/push/event.state.js';
import { HeldBack } from './quickbooks.held-back.js';
import type { PushedEvent } from './quickbooks.pushed-items.js';

/** Nothing is made for an event that is not approved yet. @throws HeldBack */
export function requireListed(event: PushedEvent): void {
  if (eventState(event) !== 'unpublished') return;
  throw HeldBack.skipped('status', `An event with the status ${event.status} is not pushed`);
}
