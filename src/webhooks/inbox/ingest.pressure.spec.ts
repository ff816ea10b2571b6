import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../config/config.js';
import { IngestPressure } from './ingest.pressure.js';

const LIMIT_MS = 10_000;

describe('IngestPressure', () => {
  const pressure = () => new IngestPressure({ limits: { WEBHOOK_STAND_BACK_MS: LIMIT_MS } } as Config);

  /** Notes a crowded commit every 100 ms. */
  const crowd = (from: number, to: number, subject = pressure()) => {
    for (let now = from; now <= to; now += 100) subject.note(50, now);
    return subject;
  };

  it('is not there without deliveries, nor with few', () => {
    const subject = pressure();
    subject.note(7, 0);
    expect([pressure().isHigh(0), subject.isHigh(0)]).toEqual([false, false]);
  });

  it('ends when deliveries no longer crowd', () => {
    const subject = crowd(0, 1_000);
    expect([subject.isHigh(1_000), subject.isHigh(1_400), subject.isHigh(1_500)]).toEqual([true, true, false]);
  });

  it('is given no more than its limit, however long the burst', () => {
    const subject = crowd(0, LIMIT_MS + 1_000);
    expect([crowd(0, LIMIT_MS - 100).isHigh(LIMIT_MS - 1), subject.isHigh(LIMIT_MS + 1_000)]).toEqual([true, false]);
  });

  it('counts the next burst from zero', () => {
    const subject = crowd(0, LIMIT_MS + 1_000);
    crowd(LIMIT_MS + 2_000, LIMIT_MS + 3_000, subject);
    expect(subject.isHigh(LIMIT_MS + 3_000)).toBe(true);
  });

  it('is waited for, but not by a process that stops', async () => {
    const [calm, stopping] = [pressure(), pressure()];
    stopping.note(50);
    stopping.onModuleDestroy();
    expect([await calm.subsides(), await stopping.subsides()]).toEqual([true, false]);
  });
});
