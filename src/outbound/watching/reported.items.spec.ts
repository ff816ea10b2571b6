import { describe, expect, it } from '@jest/globals';
import { ReportedItems } from './reported.items.js';

const BATCH = '0196f3a2-7f0e-7a3b-9c55-0d6b1a2e4f10';
const reportedOf = (items: ReportedItems, count: number) =>
  Array.from({ length: count }, (_, index) => index).filter((index) => items.has(index));

describe('ReportedItems', () => {
  it('go on from the id of the last event', () => {
    const first = new ReportedItems(BATCH, 20);
    for (const index of [0, 7, 8, 19]) first.add(index);
    const again = new ReportedItems(BATCH, 20, String(first));
    expect(reportedOf(again, 20)).toEqual([0, 7, 8, 19]);
    again.add(3);
    expect(first.has(3)).toBe(false);
    expect(String(again)).not.toBe(String(first));
  });

  it.each(['', '*', 'a b', '1', '____', 'A'.repeat(5_000), `0d6b1a2e4f10.${'_'.repeat(5_000)}`, '0d6b1a2e4f10.'])(
    'start again after an id that was not made here: %j',
    (id) => {
      expect(reportedOf(new ReportedItems(BATCH, 16, id), 16)).toEqual([]);
    },
  );

  it('start again after an id of another batch, which would hide what was never reported', () => {
    const other = new ReportedItems('0196f3a2-7f0e-7a3b-9c55-111111111111', 16);
    for (let index = 0; index < 16; index++) other.add(index);
    expect(reportedOf(new ReportedItems(BATCH, 16, String(other)), 16)).toEqual([]);
  });

  it('take an id of a longer or a shorter batch', () => {
    expect(new ReportedItems(BATCH, 8, '0d6b1a2e4f10.____').has(7)).toBe(true);
    expect(new ReportedItems(BATCH, 64, '0d6b1a2e4f10._w').has(63)).toBe(false);
    expect(new ReportedItems(BATCH, 0, '0d6b1a2e4f10._w').toString()).toBe('0d6b1a2e4f10._w');
  });
});
