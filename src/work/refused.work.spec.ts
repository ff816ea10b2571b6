import { describe, expect, it } from '@jest/globals';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import { limitsSchema } from '../config/limits.config.js';
import { RefusedWork } from './refused.work.js';

const limits = limitsSchema.parse({});
const work = { id: 'one', attempts: 0 };
const refusal = () => new DatabaseUnavailableError('disk_full');

function refusedWork({ up = true } = {}) {
  const database = { up };
  const since = async () =>
    database.up ? ({ up: true, latencyMs: 1 } as const) : ({ up: false, trouble: 'disk_full' } as const);
  return { refused: new RefusedWork({ since }, { limits }), database };
}

describe('RefusedWork', () => {
  it('pauses longer each time, by a minute at most, and uses no attempt', async () => {
    const { refused } = refusedWork({ up: false });
    for (const seconds of [2, 4, 8, 16, 32, 60, 60, 60]) {
      const verdict = await refused.judge('critical', work, refusal());
      expect(verdict).toMatchObject({ kind: 'postpone', error: { code: 'service_unavailable' } });
      const { delayMs } = verdict as { delayMs: number };
      expect(delayMs).toBeGreaterThanOrEqual((seconds / 2) * 1_000);
      expect(delayMs).toBeLessThanOrEqual(seconds * 1_000);
    }
  });

  it('spreads its pauses', async () => {
    const { refused } = refusedWork({ up: false });
    const pauses = new Set<unknown>();
    for (let n = 0; n < 20; n++) {
      pauses.add(
        ((await refused.judge('critical', { id: `${n}`, attempts: 0 }, refusal())) as { delayMs: number }).delayMs,
      );
    }
    expect(pauses.size).toBeGreaterThan(10);
  });

  it('uses attempts from the fifth refusal on, when other work was committed before each', async () => {
    const { refused } = refusedWork();
    const kinds: string[] = [];
    for (let n = 0; n < 6; n++) {
      kinds.push((await refused.judge('critical', work, refusal())).kind);
      refused.committed([`other${n}`]);
    }
    expect(kinds).toEqual(['postpone', 'postpone', 'postpone', 'postpone', 'retry', 'retry']);
    expect((await refused.judge('critical', { ...work, attempts: 16 }, refusal())).kind).toBe('dead');
  });

  it.each([
    ['nothing else was committed', { commits: false, up: true }],
    ['PostgreSQL took no writes', { commits: true, up: false }],
  ])('uses none when %s', async (_, { commits, up }) => {
    const { refused } = refusedWork({ up });
    for (let n = 0; n < 20; n++) {
      expect((await refused.judge('critical', work, refusal())).kind).toBe('postpone');
      if (commits) refused.committed([`other${n}`]);
    }
  });

  it('forgets what was done in the end', async () => {
    const { refused } = refusedWork();
    const refuse = async () => {
      refused.committed(['other']);
      return (await refused.judge('critical', work, refusal())).kind;
    };
    for (let n = 0; n < 4; n++) await refuse();
    refused.committed([work.id]);
    expect(await refuse()).toBe('postpone');
  });

  it('does not count work that was not tried', async () => {
    const { refused } = refusedWork();
    for (let n = 0; n < 20; n++) {
      refused.committed(['other']);
      const verdict = await refused.judge('critical', work, refusal().untried());
      expect(verdict.kind).toBe('postpone');
      expect((verdict as { delayMs: number }).delayMs).toBeLessThanOrEqual(2_000);
    }
  });

  it('judges any other failure as ever', async () => {
    const { refused } = refusedWork();
    expect(await refused.judge('critical', work, new Error('defect'))).toMatchObject({ kind: 'retry' });
  });
});
