import { asRecord, text } from '../../kit/fields.js';
import type { KnownObject } from '../../push.port.js';
import type { MemberFacts, MemberState } from './mailchimp.consent.js';
import { placeIn, type MemberPlace } from './mailchimp.push-requests.js';

const STATES: ReadonlySet<string> = new Set<MemberState>([
  'subscribed',
  'unsubscribed',
  'cleaned',
  'pending',
  'transactional',
  'archived',
]);
/** https://mailchimp.com/help/about-abuse-complaints/ */
const COMPLAINT = /abuse|complain|spam/i;
/** Mailchimp tells whole seconds. */
const WITHIN_SECOND_MS = 999;

type Raw = Readonly<Record<string, unknown>>;

/** A member as it was read. */
export interface KnownMember {
  place: MemberPlace;
  raw: Raw;
  facts: Omit<MemberFacts, 'audienceAsks'>;
  /** Of one whose contact has another address by now: that address is a member, too, or was refused. */
  cannotFollow: boolean;
}

/** @returns `null`: it was not read */
export function knownMember(known: KnownObject | null): KnownMember | null {
  const place = known && placeIn(known.externalId);
  if (!known?.object || !place) return null;
  const raw = asRecord(known.object.member);
  return { place, raw, facts: factsOf(raw), cannotFollow: known.object.cannotFollow === true };
}

export const ABSENT: Omit<MemberFacts, 'audienceAsks'> = { state: 'absent', leftAt: null, hasComplained: false };

/** A status that is not known yet is treated like an archived one: nothing is sent. */
function factsOf({ status, last_changed, unsubscribe_reason }: Raw): Omit<MemberFacts, 'audienceAsks'> {
  const state = STATES.has(String(status)) ? (status as MemberState) : 'archived';
  // Mailchimp does not say when somebody left. It was not later than the last change.
  const changedAt = Date.parse(String(last_changed));
  const leftAt = state === 'unsubscribed' && !Number.isNaN(changedAt) ? changedAt + WITHIN_SECOND_MS : null;
  return { state, leftAt, hasComplained: COMPLAINT.test(text(unsubscribe_reason) ?? '') };
}
