import { describe, expect, it } from '@jest/globals';
import { consentTime } from './consent.time.js';

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
