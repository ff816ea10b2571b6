import { describe, expect, it } from '@jest/globals';
import { planDelivery, type DeliveryFacts } from './delivery.js';

const limits = { DIRECT_AFTER_MS: 5_000, HINT_TTL_MS: 30_000, RECONCILE_BATCH: 1_000 };
const plan = (facts: Partial<DeliveryFacts>) =>
  planDelivery({ backlog: 0, quietMs: 0, mayWork: true, paused: false, ...facts }, limits);

describe('planDelivery', () => {
  it('hints what has lost its hint while jobs are delivered', () => {
    expect(plan({ backlog: 0 })).toEqual({ hintTtlMs: 500, dueForMs: 0, directAfterMs: null, hints: true });
    expect(plan({ backlog: 7 })).toEqual({ hintTtlMs: 30_000, dueForMs: 0, directAfterMs: null, hints: true });
  });

  it('adds nothing to a long queue', () => {
    expect(plan({ backlog: 1_000 })).toBeNull();
  });

  it('does everything directly when Redis refuses', () => {
    expect(plan({ backlog: null })).toEqual({ hintTtlMs: 500, dueForMs: 0, directAfterMs: 0, hints: false });
  });

  it('does directly what is overdue when hints wait and none is delivered', () => {
    const expected = { hintTtlMs: 500, dueForMs: 5_000, directAfterMs: 5_000, hints: false };
    expect(plan({ backlog: 7, quietMs: 5_000 })).toEqual(expected);
    expect(plan({ backlog: 5_000, quietMs: 5_000 })).toEqual(expected);
    expect(plan({ backlog: 7, quietMs: 4_999 })).toMatchObject({ directAfterMs: null });
  });

  it('does directly what is overdue when hints vanish, and hints the rest', () => {
    expect(plan({ backlog: 0, quietMs: 5_000 })).toEqual({
      hintTtlMs: 500,
      dueForMs: 0,
      directAfterMs: 5_000,
      hints: true,
    });
  });

  it.each([
    ['a paused queue', { mayWork: false, paused: true }],
    ['a process that is no worker', { mayWork: false }],
  ])('does nothing directly of %s', (_, facts) => {
    for (const backlog of [null, 0, 7]) {
      expect(plan({ ...facts, backlog, quietMs: 60_000 })?.directAfterMs ?? null).toBeNull();
    }
  });

  it('leaves rows of a paused queue alone while Redis refuses', () => {
    expect(plan({ backlog: null, mayWork: false, paused: true })).toBeNull();
  });
});
