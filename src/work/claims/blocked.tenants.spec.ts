import { describe, expect, it } from '@jest/globals';
import type { WorkRef } from '../queue.table.js';
import { BlockedTenants } from './blocked.tenants.js';

const LIMITS = { LANE_HINTS_AT_ONCE: 10, LANE_TENANTS_REMEMBERED: 12 };

const refs = (count: number): WorkRef[] =>
  Array.from({ length: count }, (_, n) => ({ tenantId: `t${n}`, id: `r${n}` }));

describe('Tenants whose lanes were taken', () => {
  it('are hinted once when something is free, a few at a time, the longest wait first', () => {
    const hinted: WorkRef[][] = [];
    const blocked = new BlockedTenants(LIMITS, (sent) => hinted.push(sent));
    for (const ref of refs(12)) blocked.add(ref);
    for (let n = 0; n < 3; n++) blocked.free();
    expect(hinted.map((sent) => sent.map(({ tenantId }) => tenantId))).toEqual([
      ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9'],
      ['t10', 't11'],
    ]);
  });

  it('have one hint each', () => {
    const hinted: WorkRef[][] = [];
    const blocked = new BlockedTenants(LIMITS, (sent) => hinted.push(sent));
    blocked.add({ tenantId: 't', id: 'first' });
    blocked.add({ tenantId: 't', id: 'last' });
    blocked.free();
    expect(hinted).toEqual([[{ tenantId: 't', id: 'last' }]]);
  });
  it('are remembered up to a number of them', () => {
    const hinted: WorkRef[][] = [];
    const blocked = new BlockedTenants({ ...LIMITS, LANE_TENANTS_REMEMBERED: 2 }, (sent) => hinted.push(sent));
    for (const ref of [...refs(3), { tenantId: 't0', id: 'last' }]) blocked.add(ref);
    blocked.free();
    expect(hinted).toEqual([
      [
        { tenantId: 't0', id: 'last' },
        { tenantId: 't1', id: 'r1' },
      ],
    ]);
  });
});
