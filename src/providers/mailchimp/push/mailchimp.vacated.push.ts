import { NOTHING } from '../../kit/push/built.requests.js';
import { consentSaid } from '../../kit/push/consent.time.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, FormerItem, KnownObject, PushIntent } from '../../push.port.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';
import { always, hasLeft, leave, NO_AUDIENCE } from './mailchimp.built-request.js';
import { isDeleted, isErased, isForgotten, newestOf, type Contact } from './mailchimp.contact.js';
import { knownMember } from './mailchimp.member-state.js';
import { audienceOf } from './mailchimp.push-rules.js';
import { movingTo, type MailchimpPushRequests } from './mailchimp.push-requests.js';

/**
 * Builds the last request of an address that no contact has any more. The contact takes its state to the new address: who
 * has left stays away under it.
 */
export class VacatedBuilder {
  constructor(private readonly requests: MailchimpPushRequests) {}

  async build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    const member = knownMember(known);
    const former = itemsOf(intent.former, 'contacts');
    if (!member) return audienceOf(intent.rules, intent.settings) === null ? NO_AUDIENCE : NOTHING;
    const { place, facts } = member;
    if (former.some(isErased)) return always(this.requests.erase(place), key);
    const moved = movedFrom(intent);
    // Nothing follows a revocation, or to an address that has left or was forgotten: who was there goes.
    if (moved && (isRevoked(intent, moved) || isForgotten(intent, consentSaid(moved.body).at))) {
      return leave(this.requests, member, key);
    }
    // An address to which mail came back is given up. Who was there is asked at the new one.
    if (moved && facts.state === 'cleaned') return NOTHING;
    if (moved && !member.cannotFollow) {
      return always(this.requests.patch(place, movingTo(moved.body.email)), key);
    }
    // The contact is a member by its new address already, or cannot be one, or belongs to another venue.
    if (moved || former.some(isElsewhere)) return leave(this.requests, member, key);
    if (!former.every(isDeleted) || hasLeft(facts.state)) return NOTHING;
    return always(this.requests.archive(place), key);
  }
}

type FormerContact = FormerItem & Contact;

const isElsewhere = ({ isOfOtherVenue }: FormerContact): boolean => isOfOtherVenue === true;

function isRevoked({ revoked = [] }: PushIntent, { body }: Contact): boolean {
  return consentSaid(body).consent === 'revoked' || revoked.includes(body.email);
}

/** The contact that the member follows to its new address. A contact of another venue takes nothing with it. */
export function movedFrom({ former, subject }: Pick<PushIntent, 'former' | 'subject'>): FormerContact | undefined {
  const moved = itemsOf(former, 'contacts').filter((contact) => {
    return !isElsewhere(contact) && !isDeleted(contact) && subscriberHash(contact.body.email) !== subject;
  });
  return newestOf(moved);
}
