import { describe, expect, it } from '@jest/globals';
import { RecheckAllowance } from './recheck.allowance.js';

const HOUR_MS = 3_600_000;

/** Rounds of half a minute. @returns how many of the held targets were looked at, and how many are left */
function looksAt(held: number, hours: number, isOver: (looks: number) => boolean) {
  const allowance = new RecheckAllowance(20, 3_600);
  let looks = 0;
  let left = held;
  for (let now = 0; now < hours * HOUR_MS; now += 30_000) {
    const some = Math.min(left, allowance.left(now));
    allowance.use(some);
    looks += some;
    if (!isOver(looks)) continue;
    left -= some;
    allowance.earn(some);
  }
  return { looks, left };
}

describe('What may be looked at again', () => {
  it('is a few in an hour, however many are held', () => {
    expect(looksAt(5_000, 24, () => false)).toEqual({ looks: 24 * 20, left: 5_000 });
  });

  it('is all of it soon after the first gets through', () => {
    expect(looksAt(5_000, 1, () => true)).toEqual({ looks: 5_000, left: 0 });
  });
});
