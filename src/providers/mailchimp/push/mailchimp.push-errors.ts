import type { ProviderExchange } from '../../http/provider.exchange.js';
import { items, text } from '../../kit/fields.js';
import type { ProviderError } from '../../provider.errors.js';
import type { PushOutcome } from '../../push.port.js';

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

/** A member whose fields were to be written is gone: as a new one it would need a status. */
function isMissing(body: Readonly<Record<string, unknown>>): boolean {
  return items(body.errors).some(({ field }) => field === 'status_if_new');
}
