import { describe, expect, it } from '@jest/globals';
import { consentTime } from './consent.time.js';

const at = (second: number) => new Date(second * 1_000).toISOString();

describe('The time of a consent', () => {
  it.each<[string, object, number | null]>([
    ['granted, at a time', { emailConsent: 'granted', consentAt: at(5), consentSince: at(7), updatedAt: at(9) }, 5],
    ['granted, at no time', { emailConsent: 'granted', consentSince: at(7), updatedAt: at(9) }, null],
    ['revoked, at a time', { emailConsent: 'revoked', consentAt: at(5), updatedAt: at(9) }, 5],
    [
      'revoked, at a new time',
      { emailConsent: 'revoked', consentAt: at(5), consentBefore: at(4), consentSince: at(7) },
      5,
    ],
    [
      'revoked, with the time of the grant',
      { emailConsent: 'revoked', consentAt: at(4), consentBefore: at(4), consentSince: at(7), updatedAt: at(9) },
      7,
    ],
    ['revoked, at no time, when it was changed', { emailConsent: 'revoked', consentSince: at(7), updatedAt: at(9) }, 7],
    ['revoked, at no time', { emailConsent: 'revoked', consentAt: null, updatedAt: at(9) }, 9],
    ['of another kind', { emailConsent: 'pending', consentAt: 'x' }, null],
  ])('%s', (_, body, seconds) => {
    expect(consentTime({ ...body })).toBe(seconds === null ? null : seconds * 1_000);
  });
});
