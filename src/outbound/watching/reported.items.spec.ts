import { describe, expect, it } from '@jest/globals';
import { ReportedItems } from './reported.items.js';

describe('ReportedItems', () => {
  it('go on from the id of the last event', () => {
    const first = new ReportedItems(20);
    for (const index of [0, 7, 8, 19]) first.add(index);
    const again = new ReportedItems(20, String(first));
    const all = Array.from({ length: 20 }, (_, index) => index);
    expect(all.filter((index) => again.has(index))).toEqual([0, 7, 8, 19]);
    again.add(3);
    expect(first.has(3)).toBe(false);
    expect(String(again)).not.toBe(String(first));
  });

  it.each(['', '*', 'a b', 'A'.repeat(5_000)])('start again after an id that was not made here: %j', (id) => {
    const items = new ReportedItems(16, id);
    expect(Array.from({ length: 16 }, (_, index) => items.has(index))).toEqual(Array(16).fill(false));
  });

  it('take an id of a longer or a shorter batch', () => {
    expect(new ReportedItems(8, '____').has(7)).toBe(true);
    expect(new ReportedItems(64, '_w').has(63)).toBe(false);
    expect(new ReportedItems(0, '_w').toString()).toBe('_w');
  });
});
