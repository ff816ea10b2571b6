import { describe, expect, it } from '@jest/globals';
import type { LeasedWork } from '../leased.work.js';
import type { RegisteredWork } from '../work.registry.js';
import { RowClaims } from './row.claims.js';

const SHARE = 3;
const REF = { tenantId: 't', id: 'a' };

/** @returns the share with which the row is carried out */
async function shareOf(isSurplus: boolean): Promise<unknown> {
  const shares: unknown[] = [];
  const leased = { carryOut: async ({ share }: { share?: number }) => shares.push(share) } as unknown as LeasedWork;
  const item = { id: 'a', fence: 1, attempts: 0 };
  const work = {
    kind: { name: 'sync', claims: { of: 'row', share: SHARE } },
    table: { claimRow: async () => ({ item, isSurplus }) },
  } as unknown as RegisteredWork;
  await new RowClaims(leased).follow(work, 'sync', REF);
  return shares[0];
}

describe('The claim of a row', () => {
  it.each([true, false])(
    'has its share in any case, because rows claimed at one moment do not see each other: %j',
    async (is) => {
      expect(await shareOf(is)).toBe(SHARE);
    },
  );
});
