import { describe, expect, it } from '@jest/globals';
import { consentSaid, consentTime } from './consent.time.js';

const at = (second: number) => new Date(second * 1_000).toISOString();
/** A contact that has said something else since second 7. */
const turned = (before: string, consentBefore: number | null, now: string, consentAt?: number) => [
  { version: 2, updatedAt: at(7), emailConsent: now, ...(consentAt !== undefined && { consentAt: at(consentAt) }) },
  { version: 1, updatedAt: at(3), emailConsent: before, consentAt: consentBefore === null ? null : at(consentBefore) },
];

describe('The time of a consent', () => {
  it.each<[string, object, number | null]>([
    [
      'granted, at a time',
      { emailConsent: 'granted', history: turned('revoked', 4, 'granted', 5), updatedAt: at(9) },
      5,
    ],
    [
      'granted, at no time',
      { emailConsent: 'granted', history: turned('revoked', null, 'granted'), updatedAt: at(9) },
      null,
    ],
    ['revoked, at a time', { emailConsent: 'revoked', consentAt: at(5), updatedAt: at(9) }, 5],
    ['revoked, at a new time', { emailConsent: 'revoked', history: turned('granted', 4, 'revoked', 5) }, 5],
    [
      'revoked, with the time of the grant',
      { emailConsent: 'revoked', history: turned('granted', 4, 'revoked'), updatedAt: at(9) },
      7,
    ],
    [
      'revoked, at no time, when it was changed',
      { emailConsent: 'revoked', history: turned('granted', null, 'revoked'), updatedAt: at(9) },
      7,
    ],
    ['revoked, at no time', { emailConsent: 'revoked', consentAt: null, updatedAt: at(9) }, 9],
    ['of another kind', { emailConsent: 'pending', consentAt: 'x' }, null],
  ])('%s', (_, body, seconds) => {
    expect(consentTime({ ...body })).toBe(seconds === null ? null : seconds * 1_000);
  });
});

describe('What a contact says of its consent', () => {
  const said = (emailConsent: 'granted' | 'pending' | 'unknown', history: object[]) =>
    consentSaid({ emailConsent, updatedAt: at(9), history });

  it.each<[string, object[], object]>([
    ['later than its revocation', turned('revoked', 4, 'granted', 5), { consent: 'granted', at: 5_000 }],
    ['earlier than its revocation', turned('revoked', 6, 'granted', 5), { consent: 'revoked', at: 6_000 }],
    ['at the time of its revocation', turned('revoked', 5, 'granted', 5), { consent: 'revoked', at: 5_000 }],
    ['without a revocation', turned('unknown', 6, 'granted', 5), { consent: 'granted', at: 5_000 }],
  ])('counts if it was given %s', (_, history, expected) => {
    expect(said('granted', history)).toMatchObject(expected);
  });

  it('ends with a revocation that names the time of the consent', () => {
    const versions = [...turned('granted', 4, 'revoked', 4), { version: 3, updatedAt: at(8), emailConsent: 'granted' }];
    expect(said('granted', versions)).toEqual({ consent: 'revoked', at: 7_000, hasEnded: true });
  });

  it('takes a revocation back at a time that is not known, unless it says nothing', () => {
    const after = (now: string) => [
      { version: 2, updatedAt: at(8), emailConsent: now, consentAt: null },
      { version: 1, updatedAt: at(5), emailConsent: 'revoked', consentAt: at(4) },
    ];
    expect(said('granted', after('granted'))).toEqual({ consent: 'granted', at: null });
    for (const consent of ['pending', 'unknown'] as const) {
      expect(said(consent, after(consent))).toEqual({ consent: 'revoked', at: 4_000, hasEnded: true });
    }
  });
});
