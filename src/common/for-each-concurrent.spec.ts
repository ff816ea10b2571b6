import { describe, expect, it } from '@jest/globals';
import { forEachConcurrent } from './for-each-concurrent.js';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('forEachConcurrent', () => {
  it('does everything, never more at a time than allowed', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await forEachConcurrent([1, 2, 3, 4, 5, 6, 7], 3, async (n) => {
      most = Math.max(most, ++running);
      await tick();
      running--;
      done.push(n);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('stops beginning after a failure, and throws it only when nothing is running', async () => {
    let running = 0;
    const begun: number[] = [];
    const work = async (n: number) => {
      begun.push(n);
      running++;
      await tick();
      if (n !== 2) await tick();
      running--;
      if (n === 2) throw new Error('two');
    };
    await expect(forEachConcurrent([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('two');
    expect(running).toBe(0);
    expect(begun.length).toBeLessThan(6);
  });
});
