import { describe, expect, it } from '@jest/globals';
import { QuotaMemory } from './quota.memory.js';

describe('QuotaMemory', () => {
  const at = (start = 0) => {
    const clock = { now: start };
    return { clock, memory: new QuotaMemory(() => clock.now) };
  };

  it('knows nothing at first', () => {
    expect(at().memory.ask('a')).toBeUndefined();
  });

  it('lets a hundredth of the room be filled uncounted, of each owner', () => {
    const { memory } = at();
    memory.learn('a', 350, 9);
    expect([memory.ask('a'), memory.ask('a'), memory.ask('a'), memory.ask('a')]).toEqual([
      { fits: true },
      { fits: true },
      { fits: true },
      undefined,
    ]);
    expect(memory.ask('b')).toBeUndefined();
  });

  it('has each one counted close to the quota', () => {
    const { memory } = at();
    memory.learn('a', 99, 9);
    expect(memory.ask('a')).toBeUndefined();
  });

  it.each([0, -5])('refuses uncounted where the room was %d', (room) => {
    const { memory } = at();
    memory.learn('a', room, 9);
    expect(memory.ask('a')).toEqual({ fits: false, freesIn: 9 });
  });

  it.each([0, 1_000])('forgets in a second what it knew of a room of %d', (room) => {
    const { memory, clock } = at();
    memory.learn('a', room, 9);
    clock.now = 999;
    expect(memory.ask('a')).toBeDefined();
    clock.now = 1_000;
    expect(memory.ask('a')).toBeUndefined();
  });
});
