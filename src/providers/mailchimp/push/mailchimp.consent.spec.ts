import { describe, expect, it } from '@jest/globals';
import { CONSENT_MATRIX, decideMember, strongestConsent, type Consent, type MemberState } from './mailchimp.consent.js';

const NO_RULES = { doubleOptIn: false, confirmReturning: false, addTransactional: false, askPending: false };
const ALL_RULES = { doubleOptIn: true, confirmReturning: true, addTransactional: true, askPending: true };
const CONSENTS = Object.keys(CONSENT_MATRIX) as Consent[];
const STATES = Object.keys(CONSENT_MATRIX.granted) as MemberState[];
const facts = (state: MemberState) => ({ state, leftAt: null, hasComplained: false, audienceAsks: false });
const decide = (consent: Consent, state: MemberState, rules = NO_RULES, at: number | null = 1_000) =>
  decideMember({ consent, at }, facts(state), rules);

describe('What is done with a member', () => {
  const every = CONSENTS.flatMap((consent) => STATES.map((state): [Consent, MemberState] => [consent, state]));

  it.each(every)('who has left is never subscribed: consent %s, state %s', (consent, state) => {
    for (const rules of [NO_RULES, ALL_RULES]) {
      for (const leftAt of [null, 500, 2_000]) {
        const decision = decideMember({ consent, at: 1_000 }, { ...facts(state), leftAt }, rules);
        const subscribes = decision.action === 'join' && decision.status === 'subscribed';
        if (state !== 'absent') expect(decision.action).not.toBe('join');
        if (consent !== 'granted') expect(subscribes).toBe(false);
        if (['cleaned', 'archived', 'forgotten'].includes(state)) expect(['skip', 'none']).toContain(decision.action);
        if (consent === 'revoked') expect(['leave', 'none']).toContain(decision.action);
      }
    }
  });

  it.each<[string, Consent, MemberState, object]>([
    ['is added', 'granted', 'absent', { action: 'join', status: 'subscribed' }],
    ['keeps the status', 'granted', 'subscribed', { action: 'fields' }],
    ['stays away', 'granted', 'unsubscribed', { action: 'skip' }],
    ['is asked', 'granted', 'transactional', { action: 'ask' }],
    ['leaves', 'revoked', 'subscribed', { action: 'leave' }],
    ['leaves before confirming', 'revoked', 'pending', { action: 'leave' }],
    ['is not added', 'unknown', 'absent', { action: 'skip' }],
  ])('%s', (_, consent, state, decision) => {
    expect(decide(consent, state)).toEqual(decision);
  });

  it('is asked first where the tenant or the audience wants that', () => {
    const pending = { action: 'join', status: 'pending' };
    expect(decide('granted', 'absent', { ...NO_RULES, doubleOptIn: true })).toEqual(pending);
    expect(decideMember({ consent: 'granted', at: 1 }, { ...facts('absent'), audienceAsks: true }, NO_RULES)).toEqual(
      pending,
    );
    expect(decide('pending', 'absent', { ...NO_RULES, askPending: true })).toEqual(pending);
    expect(decide('granted', 'transactional', NO_RULES, null)).toEqual({ action: 'fields' });
  });

  it.each([
    ['consented after leaving', 2_000, 1_000, false, 'ask'],
    ['consented before leaving', 500, 1_000, false, 'skip'],
    ['consented at the moment of leaving', 1_000, 1_000, false, 'skip'],
    ['complained', 2_000, 1_000, true, 'skip'],
    ['left at an unknown time', 2_000, null, false, 'skip'],
    ['consented at an unknown time', null, 1_000, false, 'skip'],
  ])('is asked to come back only if the rule says so, and the person %s', (_, at, leftAt, hasComplained, action) => {
    const left = { ...facts('unsubscribed'), leftAt, hasComplained };
    const stated = { consent: 'granted' as const, at };
    expect(decideMember(stated, left, { ...NO_RULES, confirmReturning: true })).toEqual({ action });
    expect(decideMember(stated, left, NO_RULES)).toEqual({ action: 'skip' });
  });
});

describe('Of several contacts with one address', () => {
  it('what was said last counts', () => {
    const stated = [
      { consent: 'granted' as const, at: 5 },
      { consent: 'revoked' as const, at: 4 },
      { consent: 'unknown' as const, at: null },
    ];
    expect(strongestConsent(stated)).toEqual({ consent: 'granted', at: 5 });
    expect(strongestConsent(stated.toReversed())).toEqual({ consent: 'granted', at: 5 });
  });

  it('a tie is a no', () => {
    const tied = [
      { consent: 'granted' as const, at: 5 },
      { consent: 'revoked' as const, at: 5 },
    ];
    expect(strongestConsent(tied).consent).toBe('revoked');
    expect(strongestConsent(tied.toReversed()).consent).toBe('revoked');
  });
});
