import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DutyCycle } from './duty.cycle.js';

const { signal } = new AbortController();

describe('A duty cycle', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const restOf = async (cycle: DutyCycle, stepMs: number) => {
    await jest.advanceTimersByTimeAsync(stepMs);
    const began = performance.now();
    const rested = cycle.rest(signal).then(() => performance.now() - began);
    await jest.advanceTimersByTimeAsync(10 * stepMs);
    return rested;
  };

  it.each([
    { percent: 100, stepMs: 80, restMs: 80 },
    { percent: 50, stepMs: 80, restMs: 40 },
    { percent: 0, stepMs: 80, restMs: 0 },
  ])('rests $restMs ms after $stepMs ms at $percent %', async ({ percent, stepMs, restMs }) => {
    const cycle = new DutyCycle(percent);
    expect(await restOf(cycle, stepMs)).toBeCloseTo(restMs, -1);
  });

  it('counts each step from the end of the rest before it', async () => {
    const cycle = new DutyCycle(100);
    await jest.advanceTimersByTimeAsync(500);
    const rested = cycle.rest(signal);
    await jest.advanceTimersByTimeAsync(500);
    await rested;
    expect(await restOf(cycle, 20)).toBeCloseTo(20, -1);
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    const cycle = new DutyCycle(100);
    await jest.advanceTimersByTimeAsync(500);
    const rested = cycle.rest(controller.signal);
    controller.abort(new Error('stopping'));
    await expect(rested).rejects.toThrow('stopping');
  });
});
