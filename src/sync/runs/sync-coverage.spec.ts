import { describe, expect, it } from '@jest/globals';
import type { CoveredRangeDto, StreamStatus } from './dto/sync-status.dto.js';
import { coverageOf } from './sync-coverage.js';

const JANUARY = '2028-01-01T00:00:00.000Z';
const MARCH = '2028-03-01T00:00:00.000Z';
const APRIL = '2028-04-01T00:00:00.000Z';
const MAY = '2028-05-01T00:00:00.000Z';

const stream = (covered: CoveredRangeDto[], status: StreamStatus = 'current') => ({ status, covered });

describe('coverageOf', () => {
  it('is what all streams have in common', () => {
    const streams = [stream([{ from: null, to: MAY }]), stream([{ from: JANUARY, to: APRIL }])];
    expect(coverageOf(streams, [])).toEqual({ from: JANUARY, to: APRIL, gaps: [] });
    expect(coverageOf([stream([{ from: null, to: MAY }])], [])).toEqual({ from: null, to: MAY, gaps: [] });
  });

  it('begins after the last hole of a stream', () => {
    const holed = stream([
      { from: null, to: JANUARY },
      { from: MARCH, to: MAY },
    ]);
    expect(coverageOf([holed, stream([{ from: null, to: APRIL }])], [])).toMatchObject({ from: MARCH, to: APRIL });
  });

  it('is nothing while a stream was not read to its end, or where the ranges do not meet', () => {
    const nothing = { from: null, to: null, gaps: [] };
    expect(coverageOf([stream([{ from: null, to: MAY }]), stream([], 'pending')], [])).toEqual(nothing);
    expect(coverageOf([stream([{ from: APRIL, to: MAY }]), stream([{ from: null, to: MARCH }])], [])).toEqual(nothing);
    expect(coverageOf([], [])).toEqual(nothing);
  });

  it('does not count a stream that the account may not read, and names its gap', () => {
    const streams = [stream([{ from: null, to: MAY }]), stream([{ from: null, to: JANUARY }], 'unavailable')];
    const gap = { stream: 'x', reason: 'stream_unavailable', from: null, to: null, since: new Date(MARCH) } as const;
    expect(coverageOf(streams, [{ integrationId: 'i', ...gap }])).toEqual({ from: null, to: MAY, gaps: [gap] });
  });
});
