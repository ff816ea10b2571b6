import { beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.js';
import { UsageMeter } from './usage.meter.js';
import type { UsageRow } from './usage.row.js';

describe('UsageMeter', () => {
  let now: number;
  let written: [string, readonly UsageRow[]][];
  let failing: string | undefined;
  let meter: UsageMeter;
  beforeEach(() => {
    now = Date.parse('2026-03-01T23:59:59Z');
    written = [];
    failing = undefined;
    const store = {
      add: async (tenantId: string, rows: readonly UsageRow[]) => {
        if (tenantId === failing) throw new Error('away');
        written.push([tenantId, rows]);
      },
    };
    meter = new UsageMeter(store as never, { now: () => now }, loadConfig({}));
  });

  const day = Date.parse('2026-03-01T00:00:00Z') / 86_400_000;
  const NOTHING = { apiCalls: 0, records: 0, webhooks: 0, bytes: 0 };

  it('adds up by tenant, provider and day, and writes once a tenant', async () => {
    meter.add('t1', 'stripe', { apiCalls: 1, bytes: 100 });
    meter.add('t1', 'stripe', { records: 50 });
    meter.add('t1', 'square', { webhooks: 1 });
    meter.add('t2', 'stripe', { apiCalls: 2 });
    now += 1_000;
    meter.add('t1', 'stripe', { apiCalls: 4 });
    await meter.flush();
    expect(written).toEqual([
      [
        't1',
        [
          { ...NOTHING, tenantId: 't1', provider: 'stripe', day, apiCalls: 1, records: 50, bytes: 100 },
          { ...NOTHING, tenantId: 't1', provider: 'square', day, webhooks: 1 },
          { ...NOTHING, tenantId: 't1', provider: 'stripe', day: day + 1, apiCalls: 4 },
        ],
      ],
      ['t2', [{ ...NOTHING, tenantId: 't2', provider: 'stripe', day, apiCalls: 2 }]],
    ]);
    await meter.flush();
    expect(written).toHaveLength(2);
  });

  it('keeps what it could not write, and holds up no other tenant', async () => {
    failing = 't1';
    meter.add('t1', 'stripe', { apiCalls: 1 });
    meter.add('t2', 'stripe', { apiCalls: 2 });
    await meter.flush();
    expect(written.map(([tenantId]) => tenantId)).toEqual(['t2']);
    failing = undefined;
    meter.add('t1', 'stripe', { apiCalls: 10 });
    await meter.beforeApplicationShutdown();
    expect(written[1]).toEqual(['t1', [{ ...NOTHING, tenantId: 't1', provider: 'stripe', day, apiCalls: 11 }]]);
  });
});
