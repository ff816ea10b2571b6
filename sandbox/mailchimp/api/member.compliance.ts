import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import { inComplianceState, invalidResource } from '../mailchimp.errors.js';
import { isContactStatus, type MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';

/** What the pages and the API write down when it was not the person who unsubscribed. */
export const BY_ADMIN = 'N/A (Unsubscribed by an admin)';

/** A program archives by DELETE alone; it cannot ask for that status. */
export function checkStatus(status: unknown, field: string): void {
  if (status === undefined || (isContactStatus(status) && status !== 'archived')) return;
  throw invalidResource(field, 'Data did not match any of the schemas');
}

/**
 * Who unsubscribed themselves or bounced can only be asked again (`pending`), and who complained not even that. Whom
 * an administrator or a program unsubscribed, a program may subscribe: Mailchimp does not stop it, the ledger tells.
 */
export function checkCompliance(
  call: ApiCall,
  audience: MailchimpAudience,
  before: MailchimpObject,
  status: unknown,
): void {
  if (status !== 'subscribed' && status !== 'pending') return;
  if (status === before.status) return;
  const reason = audience.consent.reasonOf(before);
  const complained = /abuse/i.test(reason);
  const left = before.status === 'cleaned' || (before.status === 'unsubscribed' && !isReversible(call, reason));
  const leftBefore = reason !== '' && !isReversible(call, reason);
  if (complained || (status === 'subscribed' && (left || leftBefore))) {
    if (status === 'subscribed') audience.consent.refusedToSubscribe(before, call.world.clock.now());
    throw inComplianceState(String(before.email_address));
  }
}

const isReversible = (call: ApiCall, reason: string): boolean =>
  call.world.habits.subscribesAfterAdmin && /by an admin/i.test(reason);
