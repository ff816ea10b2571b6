import { isKnownSince, isPinnedRelease, STRIPE_API_VERSION } from './stripe.api-version.js';

describe('an API version', () => {
  it('is of our release whatever its month', () => {
    expect(isPinnedRelease(STRIPE_API_VERSION)).toBe(true);
    expect(isPinnedRelease('2026-11-25.endive')).toBe(true);
    for (const other of ['2026-10-28', '2026-10-28.dahlia', '2020-08-27', 'endive', '']) {
      expect(isPinnedRelease(other)).toBe(false);
    }
  });

  it('is known between the first that is compatible and our own', () => {
    const known = ['2020-08-27', '2022-11-15', '2024-09-30.acacia', '2025-03-31.basil', '2026-11-25.endive'];
    for (const version of known) expect(isKnownSince(version, '2020-08-27')).toBe(true);
    const unknown = ['2020-08-26', '2017-06-05', '2027-04-28.next', '2025-03-31.preview', 'latest'];
    for (const version of unknown) expect(isKnownSince(version, '2020-08-27')).toBe(false);
  });
});
