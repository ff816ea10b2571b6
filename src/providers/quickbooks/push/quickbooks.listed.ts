import { HeldBack } from './quickbooks.held-back.js';
import type { PushedEvent } from './quickbooks.pushed-items.js';

const DRAFTS: readonly string[] = ['DRAFT', 'REVIEW'];

/** Nothing is made for an event that is not approved yet. @throws HeldBack */
export function requireListed({ status }: PushedEvent): void {
  if (DRAFTS.includes(status)) throw HeldBack.skipped('status', `An event with the status ${status} is not pushed`);
}
