import { NOTHING, skipped } from '../../kit/push/built.requests.js';
import type { BuiltRequest, StoredRequest } from '../../push.port.js';
import { CONSENT_MATRIX, type MemberState } from './mailchimp.consent.js';
import type { KnownMember } from './mailchimp.member-state.js';
import type { MailchimpPushRequests } from './mailchimp.push-requests.js';

/** Why nothing is sent for an address in this state. */
const REASONS: Readonly<Record<MemberState, string>> = {
  absent: 'The person has not consented',
  subscribed: 'The person has not consented',
  unsubscribed: 'The person has left the audience',
  cleaned: 'Mail to the address came back',
  pending: 'The person has not answered yet',
  transactional: 'The person has not consented',
  archived: 'The contact was archived at Mailchimp',
  forgotten: 'The person was forgotten at Mailchimp',
};

/** Without an audience nothing is known of anyone. */
export const NO_AUDIENCE: BuiltRequest = {
  kind: 'waiting',
  code: 'account',
  message: 'Choose the audience of the contacts',
};

export function withoutConsent(state: MemberState): BuiltRequest {
  return skipped('consent', REASONS[state]);
}

/** A request that is sent whatever was sent last: the state that it was built from may have come back. */
export async function always(built: Promise<StoredRequest>, key: string): Promise<BuiltRequest> {
  return { kind: 'request', request: { ...(await built), content: key } };
}

/** Unsubscribes the person, unless they have left already. */
export async function leave(
  requests: MailchimpPushRequests,
  { place, facts }: Pick<KnownMember, 'place' | 'facts'>,
  key: string,
): Promise<BuiltRequest> {
  if (CONSENT_MATRIX.revoked[facts.state] !== 'leave') return NOTHING;
  return always(requests.patch(place, { status: 'unsubscribed' }), key);
}

/** Whether no program may bring the person back. */
export const hasLeft = (state: MemberState): boolean => CONSENT_MATRIX.granted[state] === 'skip';
