import { describe, expect, it } from '@jest/globals';
import { checkDatabase, checkInbox, checkRedis, checkRuns, httpStatus, judge } from './health.verdict.js';

const up = { up: true, value: undefined, latencyMs: 1.2 } as const;
const down = { up: false } as const;
const idle = { due: 0, oldestSeconds: 0 };

describe('the verdict on health', () => {
  it.each([
    ['all is well', up, up, idle, 'ok', 200],
    ['Redis is lost', up, down, idle, 'degraded', 200],
    ['the inbox lags', up, up, { due: 3, oldestSeconds: 61 }, 'degraded', 200],
    ['the database is lost', down, up, undefined, 'down', 503],
    ['both are lost', down, down, undefined, 'down', 503],
  ] as const)('when %s', (_, database, redis, work, status, code) => {
    const checks = {
      database: checkDatabase(database),
      redis: checkRedis(redis),
      inbox: checkInbox(work),
      runs: checkRuns(work),
    };
    expect(judge(checks)).toBe(status);
    expect(httpStatus(judge(checks))).toBe(code);
  });

  it('does not mind runs that wait for their turn', () => {
    expect(checkRuns({ due: 500, oldestSeconds: 3_600 })).toEqual({ status: 'ok', due: 500, lagSeconds: 3_600 });
  });

  it('shows latency only of what answered', () => {
    expect(checkDatabase(up)).toEqual({ status: 'ok', latencyMs: 1.2 });
    expect(checkDatabase(down)).toEqual({ status: 'down' });
    expect(checkDatabase({ up: false, reason: 'disk_full' })).toEqual({ status: 'down', reason: 'disk_full' });
  });
});
