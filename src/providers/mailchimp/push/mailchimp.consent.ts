import type { ItemBody } from '../../push.port.js';

/** What the platform says of a person. */
export type Consent = ItemBody<'contacts'>['emailConsent'];

/** What Mailchimp has of an address. `forgotten`: it was deleted permanently, and cannot be added again through the API. */
export type MemberState =
  'absent' | 'subscribed' | 'unsubscribed' | 'cleaned' | 'pending' | 'transactional' | 'archived' | 'forgotten';

/**
 * What is done with a member.
 * - `join`: it is added. Mailchimp sets the status only if the address is new.
 * - `fields`: its fields are written, and its status is left as it is.
 * - `ask`: Mailchimp asks the person by mail.
 * - `leave`: it is unsubscribed.
 * - `none`: it is as it should be.
 * - `skip`: the person has left, or has not consented. Nothing is sent.
 */
export type MemberAction = 'join' | 'fields' | 'ask' | 'leave' | 'none' | 'skip';

/**
 * The only place that decides on a status. No one who has left is subscribed by us. The sole status that we set for an
 * address that Mailchimp knows is `unsubscribed`, or `pending`, by which the person is asked.
 */
export const CONSENT_MATRIX: Readonly<Record<Consent, Readonly<Record<MemberState, MemberAction>>>> = {
  granted: {
    absent: 'join',
    subscribed: 'fields',
    unsubscribed: 'skip',
    cleaned: 'skip',
    pending: 'fields',
    transactional: 'ask',
    archived: 'skip',
    forgotten: 'skip',
  },
  revoked: {
    absent: 'none',
    subscribed: 'leave',
    unsubscribed: 'none',
    cleaned: 'none',
    pending: 'leave',
    transactional: 'leave',
    archived: 'none',
    forgotten: 'none',
  },
  pending: {
    absent: 'skip',
    subscribed: 'fields',
    unsubscribed: 'skip',
    cleaned: 'skip',
    pending: 'fields',
    transactional: 'fields',
    archived: 'skip',
    forgotten: 'skip',
  },
  unknown: {
    absent: 'skip',
    subscribed: 'fields',
    unsubscribed: 'skip',
    cleaned: 'skip',
    pending: 'fields',
    transactional: 'fields',
    archived: 'skip',
    forgotten: 'skip',
  },
};

export interface StatedConsent {
  consent: Consent;
  /** Epoch ms; `null`: the platform does not say. */
  at: number | null;
  /** The platform says something else, which has ended with an earlier revocation. */
  hasEnded?: true;
  /** It was given for another venue, so it says nothing here. */
  isForOther?: true;
}

/** Of several contacts with one address: what was said last counts. If two said it at one time, the person has left. */
export function strongestConsent(stated: readonly StatedConsent[]): StatedConsent {
  const lastAt = Math.max(...stated.map(({ at }) => at ?? Number.NEGATIVE_INFINITY));
  const last = stated.filter(({ at }) => (at ?? Number.NEGATIVE_INFINITY) === lastAt);
  const order: readonly Consent[] = ['revoked', 'pending', 'unknown', 'granted'];
  const [first] = last.toSorted((a, b) => order.indexOf(a.consent) - order.indexOf(b.consent));
  if (!first) throw new Error('A member has at least one contact');
  return first;
}

export interface MemberRules {
  /** Ask each new address by mail, also where the audience does not require it. */
  doubleOptIn: boolean;
  /** Ask those who have left, if they consented later. */
  confirmReturning: boolean;
  /** Add addresses without a known consent, for transactional mail only. */
  addTransactional: boolean;
  /** Let Mailchimp ask addresses whose consent is pending. */
  askPending: boolean;
}

export interface MemberFacts {
  state: MemberState;
  /** When the person left, epoch ms; `null`: Mailchimp does not say. */
  leftAt: number | null;
  /** The person reported the mail as abuse. */
  hasComplained: boolean;
  /** The audience asks each new address by mail. */
  audienceAsks: boolean;
}

export type MemberDecision =
  { action: 'join'; status: 'subscribed' | 'pending' | 'transactional' } | { action: Exclude<MemberAction, 'join'> };

/** The matrix, and the choices of the tenant that add to it. */
export function decideMember({ consent, at }: StatedConsent, facts: MemberFacts, rules: MemberRules): MemberDecision {
  const { state } = facts;
  const action = CONSENT_MATRIX[consent][state];
  if (action === 'join') {
    return { action, status: rules.doubleOptIn || facts.audienceAsks ? 'pending' : 'subscribed' };
  }
  if (state === 'absent' && consent === 'pending' && rules.askPending) return { action: 'join', status: 'pending' };
  if (state === 'absent' && consent === 'unknown' && rules.addTransactional) {
    return { action: 'join', status: 'transactional' };
  }
  // Without a time, it cannot be told whether the person consented to more than the transactional mail.
  if (action === 'ask' && at === null) return { action: 'fields' };
  const hasReturned = at !== null && facts.leftAt !== null && at > facts.leftAt && !facts.hasComplained;
  if (consent === 'granted' && state === 'unsubscribed' && rules.confirmReturning && hasReturned)
    return { action: 'ask' };
  return { action };
}
