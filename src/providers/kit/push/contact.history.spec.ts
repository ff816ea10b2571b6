import { describe, expect, it } from '@jest/globals';
import { consentTime } from './consent.time.js';
import { historyOf, timeIn, turnOf, type SaidVersion } from './contact.history.js';

const at = (second: number) => new Date(second * 1_000).toISOString();
const version = (n: number, over: Partial<SaidVersion> = {}): SaidVersion => ({
  version: n,
  updatedAt: at(n),
  emailConsent: 'granted',
  ...over,
});

/** All that a version can say, among a few values. `undefined`: it does not name the field. */
const EVERYTHING = (['granted', 'revoked'] as const).flatMap((emailConsent) =>
  [undefined, 'v1', 'v2'].flatMap((venueId) =>
    [undefined, at(1), at(9)].map((consentAt) => ({
      emailConsent,
      ...(venueId && { venueId }),
      ...(consentAt && { consentAt }),
    })),
  ),
);
const ORDERS = [
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** All that follows from the versions. */
function saidBy(history: readonly SaidVersion[]): string {
  const known = historyOf(history);
  const { emailConsent } = known.at(-1)!;
  const time = consentTime({ emailConsent, history, updatedAt: at(history.length) });
  return JSON.stringify([turnOf(known, 'venueId'), turnOf(known, 'emailConsent'), time]);
}

describe('What the versions of a contact have said', () => {
  it('is since the first version that says so, and everything before it has said otherwise', () => {
    const versions = [
      version(1, { venueId: 'v1' }),
      version(2, { venueId: 'v2' }),
      version(3),
      version(4, { venueId: 'v2' }),
    ];
    expect(turnOf(historyOf(versions), 'venueId')).toMatchObject({ since: timeIn(at(2)), before: { venueId: 'v1' } });
    expect(turnOf(historyOf(versions), 'emailConsent')).toBeNull();
    expect(turnOf(historyOf([version(1), version(1, { emailConsent: 'revoked' })]), 'emailConsent')).toBeNull();
    expect(turnOf(historyOf(undefined), 'venueId')).toBeNull();
  });

  it('does not depend on the order in which they came', () => {
    const differing = EVERYTHING.flatMap((first) =>
      EVERYTHING.flatMap((second) =>
        EVERYTHING.flatMap((third) => {
          const versions = [first, second, third].map((said, n) => version(n + 1, said));
          const inOrder = saidBy(versions);
          const others = ORDERS.map((order) => saidBy(order.map((n) => versions[n]!)));
          return others.every((other) => other === inOrder) ? [] : [versions];
        }),
      ),
    );
    expect(differing).toEqual([]);
  });
});
