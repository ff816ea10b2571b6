import { describe, expect, it } from '@jest/globals';
import { checkDatabase, checkRedis, checkWork, httpStatus, judge } from './health.verdict.js';

const up = { up: true, value: undefined, latencyMs: 1.2 } as const;
const down = { up: false } as const;
const refusing = { up: false, problem: 'refusing writes (READONLY)' } as const;
const idle = { due: 0, oldestSeconds: 0 };

describe('the verdict on health', () => {
  it.each([
    ['all is well', up, up, idle, idle, 'ok', 200],
    ['Redis is lost', up, refusing, idle, idle, 'degraded', 200],
    ['the inbox lags', up, up, { due: 3, oldestSeconds: 61 }, idle, 'degraded', 200],
    ['runs are overdue', up, up, idle, { due: 3, oldestSeconds: 61 }, 'degraded', 200],
    ['the database is lost', down, up, undefined, undefined, 'down', 503],
    ['both are lost', down, refusing, undefined, undefined, 'down', 503],
  ] as const)('when %s', (_, database, redis, inbox, runs, status, code) => {
    const checks = {
      database: checkDatabase(database),
      redis: checkRedis(redis),
      inbox: checkWork(inbox),
      runs: checkWork(runs),
    };
    expect(judge(checks)).toBe(status);
    expect(httpStatus(judge(checks))).toBe(code);
  });

  it('does not mind how much is due, as long as nothing waits for long', () => {
    expect(checkWork({ due: 500, oldestSeconds: 60 })).toEqual({ status: 'ok', due: 500, lagSeconds: 60 });
  });

  it('names the problem of Redis', () => {
    expect(checkRedis(refusing)).toEqual({ status: 'degraded', detail: 'refusing writes (READONLY)' });
  });

  it('shows latency only of what answered', () => {
    expect(checkDatabase(up)).toEqual({ status: 'ok', latencyMs: 1.2 });
    expect(checkDatabase(down)).toEqual({ status: 'down' });
    expect(checkDatabase({ up: false, reason: 'disk_full' })).toEqual({ status: 'down', reason: 'disk_full' });
  });
});
