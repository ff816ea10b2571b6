import type { ProviderExchange } from '../../http/provider.exchange.js';
import { asRecord, items, text } from '../../kit/fields.js';
import type { ProviderError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import { movingTo } from './mailchimp.push-requests.js';

/**
 * Titles by which Mailchimp says that a person has left. It is their last word, so the request is not repeated.
 * https://mailchimp.com/developer/marketing/docs/errors/#error-glossary
 */
const LEFT: Readonly<Record<string, string>> = {
  'Member In Compliance State': 'The person has left the audience, and no program may subscribe them again',
  'Forgotten Email Not Subscribed': 'The person was forgotten at Mailchimp, and no program may subscribe them again',
};
/** The address is a member by now. */
const EXISTS = 'Member Exists';
/** It is gone, or it is in a state that does not allow this. */
const CHANGED_STATUSES: readonly (number | undefined)[] = [404, 405];

/** What Mailchimp says by refusing a request. Where somebody was faster, the member is read and everything decided again. */
export function outcomeOf(exchange: ProviderExchange, error: ProviderError): PushOutcome {
  const { body, status } = exchange;
  const title = text(body.title) ?? '';
  const message = LEFT[title];
  if (message !== undefined) return { kind: 'skipped', code: 'consent', message };
  if (title === EXISTS || CHANGED_STATUSES.includes(status) || isMissing(body)) return { kind: 'stale' };
  return { kind: 'refused', error };
}

/**
 * Values that the audience does not take, so that they are not sent again: merge fields that it has with another type, or the
 * address that a member was to move to, whatever the reason. The member must not stay under an address that the contact has
 * given up.
 */
export function refusedValues(
  { body, status }: ProviderExchange,
  { method, body: bytes }: Pick<StoredRequest, 'method' | 'body'>,
): Record<string, unknown> {
  const { email_address: address, merge_fields } = asRecord(JSON.parse(bytes.toString('utf8') || '{}'));
  const email = method === 'PATCH' ? text(address) : null;
  if (email) return CHANGED_STATUSES.includes(status) ? {} : movingTo(email);
  const named = items(body.errors).map(({ field }) => (text(field) ?? '').replace(/^merge_fields\./, ''));
  return Object.fromEntries(Object.entries(asRecord(merge_fields)).filter(([tag]) => named.includes(tag)));
}

/** A member whose fields were to be written is gone: as a new one it would need a status. */
function isMissing(body: Readonly<Record<string, unknown>>): boolean {
  return items(body.errors).some(({ field }) => field === 'status_if_new');
}
