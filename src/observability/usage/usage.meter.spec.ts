import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { UnavailableError } from '../../common/http.errors.js';
import { loadConfig } from '../../config/config.js';
import { UsageMeter } from './usage.meter.js';
import type { UsageRow } from './usage.row.js';

describe('UsageMeter', () => {
  let now: number;
  let written: [string, readonly UsageRow[]][];
  let failure: Error | undefined;
  let meter: UsageMeter;
  beforeEach(() => {
    now = Date.parse('2026-03-01T23:59:59Z');
    written = [];
    failure = undefined;
    const store = {
      add: async (tenantId: string, rows: readonly UsageRow[]) => {
        if (failure) throw failure;
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

  it('keeps what it could not write while the database is away', async () => {
    failure = new UnavailableError('The database');
    meter.add('t1', 'stripe', { apiCalls: 1 });
    meter.add('t2', 'stripe', { apiCalls: 2 });
    await meter.flush();
    failure = undefined;
    meter.add('t1', 'stripe', { apiCalls: 10 });
    await meter.beforeApplicationShutdown();
    expect(written).toEqual([
      ['t1', [{ ...NOTHING, tenantId: 't1', provider: 'stripe', day, apiCalls: 11 }]],
      ['t2', [{ ...NOTHING, tenantId: 't2', provider: 'stripe', day, apiCalls: 2 }]],
    ]);
  });

  it('does not keep counts that can never be written', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    failure = new TypeError('A tenant id is a UUID');
    meter.add('t1', 'stripe', { apiCalls: 1 });
    await meter.flush();
    failure = undefined;
    await meter.flush();
    expect(written).toEqual([]);
  });
});
