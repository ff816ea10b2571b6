import { describe, expect, it } from '@jest/globals';
import { heardAt, judgeSilence, type Arrivals } from './silence.js';

const HOUR = 3_600_000;
const AFTER = 6 * HOUR;
const NOW = Date.parse('2028-05-01T12:00:00Z');
const ago = (hours: number) => new Date(NOW - hours * HOUR);

const judge = (arrivals: Partial<Arrivals>) => judgeSilence(complete(arrivals), AFTER);
const complete = (arrivals: Partial<Arrivals>): Arrivals => ({
  eventAt: null,
  changedAt: null,
  endpointAt: null,
  connectedAt: ago(1_000),
  silentSince: null,
  ...arrivals,
});

describe('the silence of webhooks', () => {
  it('is not judged where nothing says that there are any', () => {
    expect(judge({ changedAt: ago(0) })).toBe('unexpected');
  });

  it('begins when a run brings changes after too long without an event', () => {
    expect(judge({ eventAt: ago(7), changedAt: ago(0) })).toBe('silent');
    expect(judge({ eventAt: ago(5), changedAt: ago(0) })).toBe('heard');
    expect(judge({ eventAt: ago(7), changedAt: ago(6.5) })).toBe('heard');
    expect(judge({ eventAt: ago(7) })).toBe('heard');
  });

  it('counts from a registration, where no event ever came, and from a new connection', () => {
    expect(judge({ endpointAt: ago(7), changedAt: ago(0) })).toBe('silent');
    expect(judge({ endpointAt: ago(1), changedAt: ago(0) })).toBe('heard');
    expect(judge({ eventAt: ago(50), connectedAt: ago(2), changedAt: ago(0) })).toBe('heard');
  });

  it('lasts until the next event', () => {
    expect(judge({ eventAt: ago(9), silentSince: ago(2), changedAt: ago(3) })).toBe('still_silent');
    expect(judge({ eventAt: ago(1), silentSince: ago(2), changedAt: ago(3) })).toBe('over');
  });

  it('may have begun with the last moment of which it is known that nothing was missing', () => {
    expect(heardAt(complete({ eventAt: ago(9), endpointAt: ago(20) }))).toEqual(ago(9));
    expect(heardAt(complete({}))).toEqual(ago(1_000));
  });
});
