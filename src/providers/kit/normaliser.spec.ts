import { describe, expect, it } from '@jest/globals';
import { normaliser } from './normaliser.js';

describe('normaliser', () => {
  const normalise = normaliser({
    coupons: ({ until }, at) => ({ active: at.getTime() < Number(until) }),
  });

  it('shapes an object as it is at the time of reading', () => {
    const raw = { until: 1_000 };
    expect(normalise('coupons', raw, new Date(999))).toEqual({ active: true });
    expect(normalise('coupons', raw, new Date(1_000))).toEqual({ active: false });
  });

  it('reads now, unless it is told a time', () => {
    expect(normalise('coupons', { until: Date.now() + 60_000 })).toEqual({ active: true });
  });

  it('has nothing for a type that is not kept', () => {
    expect(normalise('automations', {})).toEqual({});
  });
});
