import { beforeEach, describe, expect, it } from '@jest/globals';
import { LocalTurns } from './local.turns.js';
import { AHEAD_MS, HEADROOM } from './turn.ledger.js';

describe('LocalTurns', () => {
  let now: number;
  let turns: LocalTurns;
  beforeEach(() => {
    now = 1_000;
    turns = new LocalTurns(() => now);
  });

  const narrow = { lane: 'account:list', perSecond: 10 };
  const wide = { lane: 'account', perSecond: 100 };
  /** Takes whatever is free, every 5 ms. */
  const takeFor = async (ms: number, paces: (typeof narrow)[], part = 1) => {
    let taken = 0;
    for (const end = now + ms; now < end; now += 5) taken += (await turns.reserve(paces, 100, part)).turns;
    return taken;
  };

  it('grants the pace and no more, however many ask', async () => {
    expect(await takeFor(10_000, [wide])).toBeCloseTo(1_000 * HEADROOM, -1);
    expect(await takeFor(10_000, [narrow, wide])).toBeCloseTo(100 * HEADROOM, -1);
  });

  it('spaces turns evenly and says when the next is free', async () => {
    const everyMs = 1000 / (10 * HEADROOM);
    expect(await turns.reserve([narrow], 5)).toEqual({ turns: 1, startMs: 0, everyMs });
    const refused = await turns.reserve([narrow], 5);
    expect(refused).toEqual({ turns: 0, startMs: everyMs, everyMs });
    now += everyMs - AHEAD_MS;
    expect((await turns.reserve([narrow], 1)).turns).toBe(1);
  });

  it('reserves in all lanes or in none, and leaves no turn of the wide one empty', async () => {
    await turns.reserve([narrow, wide], 1);
    for (let n = 0; n < 50; n++) expect((await turns.reserve([narrow, wide], 1)).turns).toBe(0);
    const { startMs } = await turns.reserve([wide], 1);
    expect(startMs).toBeLessThan(11);
  });

  it('leaves the rest of the pace to others', async () => {
    expect(await takeFor(10_000, [wide], 1 / 4)).toBeCloseTo(250 * HEADROOM, -1);
  });

  it('holds a refused lane, then goes on at half the pace and creeps up', async () => {
    await turns.reserve([wide], 1);
    await turns.refuse('account', 3);
    expect(turns.isHeld([wide])).toBe(true);
    expect(await turns.reserve([narrow, wide], 1)).toMatchObject({ turns: 0, startMs: 3_000 });
    now += 3_000;
    expect(turns.isHeld([wide])).toBe(false);
    const after = await turns.reserve([wide], 1);
    expect(after).toMatchObject({ turns: 1, everyMs: (1000 / (100 * HEADROOM)) * 2 });
    await takeFor(5_000, [wide]);
    expect((await turns.reserve([wide], 1)).everyMs).toBeCloseTo(1000 / (100 * HEADROOM), 5);
  });

  it('takes refusals of calls that were under way together for one', async () => {
    for (let n = 0; n < 20; n++) await turns.refuse('account', 1);
    now += 1_000;
    expect((await turns.reserve([wide], 1)).everyMs).toBeCloseTo((1000 / (100 * HEADROOM)) * 2, 5);
    for (let n = 0; n < 20; n++) {
      await turns.refuse('account', 1);
      now += 1_000;
    }
    expect((await turns.reserve([wide], 1)).everyMs).toBeCloseTo((1000 / (100 * HEADROOM)) * 20, 5);
  });
});
