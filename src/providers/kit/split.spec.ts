import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import { splitByWeight } from './split.js';

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);

describe('splitByWeight', () => {
  it.each<[bigint, bigint[], bigint[]]>([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [10n, [0n, 5n, 5n], [0n, 5n, 5n]],
    [5n, [0n, 0n], [3n, 2n]],
    [0n, [3n, 4n], [0n, 0n]],
    [7n, [], []],
    [2n ** 53n - 1n, [1n, 2n], [3_002_399_751_580_330n, 6_004_799_503_160_661n]],
  ])('splits %s by %s into %s', (amount, weights, parts) => {
    expect(splitByWeight(amount, weights)).toEqual(parts);
  });

  it('adds up, and no part is off by one unit or more', () => {
    const random = seeded();
    for (let n = 0; n < 2_000; n++) {
      const amount = BigInt(random.integer(1_000_000)) * (random.integer(2) === 0 ? 1n : -1n);
      const weights = Array.from({ length: 1 + random.integer(9) }, () => BigInt(random.integer(10_000)));
      const parts = splitByWeight(amount, weights);
      expect(sum(parts)).toBe(amount);
      const total = sum(weights);
      if (total === 0n) continue;
      for (const [index, part] of parts.entries()) {
        const off = part * total - amount * (weights[index] ?? 0n);
        expect((off < 0n ? -off : off) < total).toBe(true);
      }
    }
  });
});
