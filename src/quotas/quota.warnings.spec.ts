import { describe, expect, it } from '@jest/globals';
import type { TenantTransaction } from '../database/transaction.js';
import type { Facts } from '../facts/facts.js';
import { QuotaWarnings } from './quota.warnings.js';

describe('QuotaWarnings', () => {
  const recorded: unknown[][] = [];
  const facts = {
    recordInPeriod: async (_tx: unknown, ...fact: unknown[]) => void recorded.push(fact),
  } as unknown as Facts;
  const warnings = new QuotaWarnings(facts, { now: () => Date.parse('2028-02-29T23:59:59Z') });
  const note = async (used: number, of: string | null = null) => {
    await warnings.note({} as TenantTransaction, { quota: 'QUOTA_X', of, used, limit: 10 });
    return recorded.splice(0);
  };

  it('records nothing while there is much left', async () => {
    expect(await note(7)).toEqual([]);
  });

  it('records the highest step that is reached, once in its month', async () => {
    const data = { quota: 'QUOTA_X', of: null, limit: 10, period: '2028-02' };
    expect(await note(8)).toEqual([['quota.warning', 'QUOTA_X::80', { ...data, used: 8, percent: 80 }]]);
    expect(await note(12)).toEqual([['quota.warning', 'QUOTA_X::100', { ...data, used: 12, percent: 100 }]]);
  });

  it('tells apart what the quota applies to', async () => {
    expect(await note(9, 'i1')).toMatchObject([['quota.warning', 'QUOTA_X:i1:90', { of: 'i1' }]]);
  });
});
