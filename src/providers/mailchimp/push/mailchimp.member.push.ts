import { NOTHING } from '../../kit/push/built.requests.js';
import { timeIn } from '../../kit/push/contact.history.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import { withoutRefused } from '../../kit/push/refused.values.js';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import { always, hasLeft, leave, NO_AUDIENCE, withoutConsent } from './mailchimp.built-request.js';
import { decideMember, type MemberDecision, type StatedConsent } from './mailchimp.consent.js';
import {
  consentOf,
  hasWithdrawn,
  isDeleted,
  isErased,
  isForgotten,
  newestOf,
  type Contact,
} from './mailchimp.contact.js';
import { hasFields, mergeFieldsOf } from './mailchimp.member-fields.js';
import { ABSENT, knownMember, type KnownMember } from './mailchimp.member-state.js';
import { placeIn, type MailchimpPushRequests, type MemberPlace } from './mailchimp.push-requests.js';
import { audienceOf, memberRulesOf } from './mailchimp.push-rules.js';

const GONE: BuiltRequest = { kind: 'waiting', code: 'account', message: 'The audience is gone. Choose another one' };

/** What a decision about a person is carried out with. */
interface Case {
  place: MemberPlace;
  member: KnownMember | null;
  stated: StatedConsent;
  key: string;
}

interface Found extends Pick<Case, 'place' | 'member' | 'key'> {
  /** It was a member once, and is none now: the person may have changed their address at Mailchimp. They are asked by mail. */
  isGone: boolean;
}

/** Builds the request of a member from its contacts, and from what was just read of it. */
export class MemberBuilder {
  constructor(private readonly requests: MailchimpPushRequests) {}

  async build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    const list = audienceOf(intent.rules, intent.settings);
    if (list === null) return NO_AUDIENCE;
    const member = knownMember(known);
    const contacts = itemsOf(intent.items, 'contacts');
    if (contacts.some(isErased)) return member ? always(this.requests.erase(member.place), key) : NOTHING;
    if (contacts.every(isDeleted)) return this.archive(member, key);
    const place = { list, hash: intent.subject };
    const isInAudience = member?.place.list === list;
    if (member && !isInAudience) {
      // The audience was changed. A person who has left the one before is not added to the new one.
      if (hasLeft(member.facts.state)) return withoutConsent(member.facts.state);
      if (consentOf(intent).consent === 'revoked') return leave(this.requests, member, key);
    }
    const isGone = member === null && wasMember(intent, list);
    return this.decide(intent, { place, member: isInAudience ? member : null, isGone, key });
  }

  private async decide(intent: PushIntent, { place, member, isGone, key }: Found): Promise<BuiltRequest> {
    const stated = lastWord(intent, member);
    const facts = { ...(member?.facts ?? ABSENT), audienceAsks: isGone || asks(intent) };
    const decided = restsOn(member, stated)
      ? ({ action: 'leave' } as const)
      : decideMember(stated, facts, memberRulesOf(intent.rules));
    const built = await this.carryOut(decided, intent, { place, member, stated, key });
    return { ...built, decision: { consent: stated.consent, state: facts.state, action: decided.action } };
  }

  private async carryOut(
    decision: MemberDecision,
    intent: PushIntent,
    { place, member, stated, key }: Case,
  ): Promise<BuiltRequest> {
    const { state } = member?.facts ?? ABSENT;
    if (decision.action === 'join' && intent.facts?.isAudienceGone === true) return GONE;
    switch (decision.action) {
      case 'join':
        if (isForgotten(intent, stated.at)) return withoutConsent('forgotten');
        if (hasWithdrawn(intent, stated.at)) return withoutConsent('unsubscribed');
        return always(this.requests.put(place, joining(intent, decision, stated)), key);
      case 'fields':
        return this.fields(intent, place, member);
      case 'ask':
        if (isForgotten(intent, stated.at)) return withoutConsent('forgotten');
        if (hasWithdrawn(intent, stated.at)) return withoutConsent('unsubscribed');
        return always(this.requests.patch(place, { status: 'pending', merge_fields: mergesOf(intent) }), key);
      case 'leave':
        return member ? leave(this.requests, member, key) : NOTHING;
      case 'none':
        return stated.hasEnded ? withoutConsent(state === 'absent' ? lastState(intent, stated) : state) : NOTHING;
      case 'skip':
        return withoutConsent(state);
    }
  }

  /** Nothing is said of the status, so a person who leaves meanwhile stays away. */
  private async fields(intent: PushIntent, place: MemberPlace, member: KnownMember | null): Promise<BuiltRequest> {
    const merge_fields = mergesOf(intent);
    if (hasFields(member?.raw ?? {}, merge_fields)) return NOTHING;
    const request = await this.requests.put(place, { email_address: addressOf(intent), merge_fields });
    return { kind: 'request', request };
  }

  private async archive(member: KnownMember | null, key: string): Promise<BuiltRequest> {
    if (!member) return NOTHING;
    const { place, facts } = member;
    // Mailchimp does not archive who was asked and has not answered.
    if (facts.state === 'pending') return leave(this.requests, member, key);
    return hasLeft(facts.state) && facts.state !== 'unsubscribed' ? NOTHING : always(this.requests.archive(place), key);
  }
}

/**
 * Whether a new contact is asked by mail. So is a person whose earlier address could not be moved: they may have left by it.
 * Where nothing is known of the audience, people are asked.
 */
function asks({ facts, earlier = [], subject }: PushIntent): boolean {
  if (facts?.doubleOptIn !== false || facts.wasElsewhere === true) return true;
  return earlier.some((other) => other.wasThere && other.subject !== subject);
}

/** Whether the address was a member of the audience once, also through a connection of before. */
function wasMember({ wasThere, earlier = [], subject }: PushIntent, list: string): boolean {
  if (wasThere === true) return true;
  return earlier.some((other) => other.subject === subject && placeIn(other.externalId ?? '')?.list === list);
}

/**
 * What was said last of a member. A contact may have left by the address and have another one since: that outdoes an older consent
 * of those that have it now, unless the person has joined again at Mailchimp.
 */
function lastWord(intent: PushIntent, member: KnownMember | null): StatedConsent {
  const stated = consentOf(intent);
  const { revokedByContactAt: leftAt } = intent;
  if (!member || leftAt === undefined || (stated.at !== null && stated.at > leftAt)) return stated;
  const joinedAt = member.facts.state === 'subscribed' ? timeIn(member.raw.timestamp_opt) : null;
  return joinedAt !== null && joinedAt > leftAt ? stated : { consent: 'revoked', at: leftAt };
}

/** What became of a person of whom Mailchimp has nothing. */
function lastState(intent: PushIntent, { at }: StatedConsent): 'forgotten' | 'unsubscribed' {
  return isForgotten(intent, at) ? 'forgotten' : 'unsubscribed';
}

/** Whether we have subscribed the member with a consent that turned out to be one for another venue. */
function restsOn(member: KnownMember | null, { isForOther, at }: StatedConsent): boolean {
  if (!member || !isForOther || at === null) return false;
  return member.facts.state === 'subscribed' && timeIn(member.raw.timestamp_opt) === timeIn(timestamp(at));
}

function joining(intent: PushIntent, decision: MemberDecision & { action: 'join' }, { at }: StatedConsent) {
  const optedIn = decision.status === 'subscribed' && at !== null ? { timestamp_opt: timestamp(at) } : {};
  return {
    email_address: addressOf(intent),
    status_if_new: decision.status,
    ...optedIn,
    merge_fields: mergesOf(intent),
  };
}

function contactOf({ items }: PushIntent): Contact | undefined {
  return newestOf(itemsOf(items, 'contacts').filter((contact) => !isDeleted(contact)));
}

function addressOf(intent: PushIntent): string | undefined {
  return contactOf(intent)?.body.email;
}

/** Fields of the person, without those that the audience has refused. */
export function mergesOf(intent: PushIntent): Record<string, unknown> {
  const contact = contactOf(intent);
  return contact ? withoutRefused(mergeFieldsOf(contact), intent.facts?.refused) : {};
}

const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
