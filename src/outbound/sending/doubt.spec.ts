import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import { aged, doubtPause, doubtTimes, judgeDoubt, type DoubtTimes } from './doubt.js';

const TIMES: DoubtTimes = { safeWindowSeconds: 100, settleSeconds: 20, writeTimeoutSeconds: 10 };
const LIMITS = { OUTBOUND_WRITE_TIMEOUT_SECONDS: 10, OUTBOUND_REPLAY_SECONDS: 5, OUTBOUND_REPLAY_MAX_SECONDS: 60 };
const operation = (sinceFirstSeconds: number, sinceLastSeconds: number, over: object = {}) => ({
  isRepeatable: true,
  sends: 1,
  request: { kind: 'create' as const },
  sinceFirstSeconds,
  sinceLastSeconds,
  ...over,
});

describe('A request whose outcome is not known', () => {
  it.each<[string, ReturnType<typeof operation>, object]>([
    ['is repeated within the safe window', operation(89, 89), { kind: 'repeat' }],
    ['is not repeated if the repetition could arrive after it', operation(91, 5), { kind: 'wait', seconds: 25 }],
    ['is looked for once it must show', operation(91, 30), { kind: 'look' }],
    [
      'is looked for at once if the answer is a stored failure',
      operation(40, 30, { isRepeatable: false }),
      { kind: 'look' },
    ],
    ['is not looked for too early', operation(1, 1, { isRepeatable: false }), { kind: 'wait', seconds: 29 }],
    ['is built again if it was an update', operation(91, 30, { request: { kind: 'update' } }), { kind: 'rebuild' }],
  ])('%s', (_, given, doubt) => {
    expect(judgeDoubt(given, TIMES)).toEqual(doubt);
  });

  it('is never repeated where that could undo something', () => {
    const never = { ...TIMES, safeWindowSeconds: 0 };
    expect(judgeDoubt(operation(0, 0), never)).toEqual({ kind: 'wait', seconds: 30 });
    expect(judgeDoubt(operation(30, 30, { request: { kind: 'update' } }), never)).toEqual({ kind: 'rebuild' });
  });

  it('is repeated indefinitely where the provider allows it', () => {
    expect(judgeDoubt(operation(1e9, 1e9), { ...TIMES, safeWindowSeconds: null })).toEqual({ kind: 'repeat' });
  });

  it('is not repeated if its window ended between the read and the decision', () => {
    const read = { ...operation(85, 85), readAt: 1_000 };
    expect(judgeDoubt(aged(read, 5_000), TIMES)).toEqual({ kind: 'repeat' });
    expect(judgeDoubt(aged(read, 7_000), TIMES)).toEqual({ kind: 'look' });
    const sentAgain = { ...operation(85, 5), readAt: 1_000 };
    expect(judgeDoubt(aged(sentAgain, 60_000), TIMES)).toEqual({ kind: 'wait', seconds: 25 });
  });

  it('is never looked for before a late one can have been applied and shows', () => {
    const random = seeded();
    for (let n = 0; n < 5_000; n++) {
      const last = random.integer(200);
      const given = operation(last + random.integer(200), last, { isRepeatable: random.chance(2) });
      const { kind } = judgeDoubt(given, TIMES);
      if (kind === 'look') expect(last).toBeGreaterThanOrEqual(30);
      if (kind === 'repeat') expect(given.sinceFirstSeconds).toBeLessThan(90);
    }
  });

  it('is tried again with growing pauses, and not before it can be looked for', () => {
    const pauses = [1, 2, 3].map((sends) => doubtPause(operation(0, 0, { sends }), TIMES, LIMITS));
    expect(pauses).toEqual([5, 10, 20]);
    expect(doubtPause(operation(88, 0, { sends: 2 }), TIMES, LIMITS)).toBe(30);
  });

  it('follows the settings before what the provider says', () => {
    const spec = {
      name: 'sale',
      entity: 'payments',
      rule: 'sale',
      stream: 'sales',
      isMoney: true,
      readsFirst: false,
    } as const;
    expect(doubtTimes({ ...spec, safeWindowSeconds: 3_600, settleSeconds: 120 }, LIMITS)).toEqual({
      safeWindowSeconds: 3_600,
      settleSeconds: 120,
      writeTimeoutSeconds: 10,
    });
    const set = { ...LIMITS, OUTBOUND_SAFE_WINDOW_SECONDS: 30, OUTBOUND_SETTLE_SECONDS: 2 };
    expect(doubtTimes({ ...spec, safeWindowSeconds: 3_600, settleSeconds: 120 }, set)).toMatchObject({
      safeWindowSeconds: 30,
      settleSeconds: 2,
    });
    for (const safeWindowSeconds of [null, 0]) {
      const times = doubtTimes({ ...spec, safeWindowSeconds, settleSeconds: 0 }, set);
      expect(times.safeWindowSeconds).toBe(safeWindowSeconds);
    }
  });
});
