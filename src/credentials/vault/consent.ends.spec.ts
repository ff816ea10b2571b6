import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { Clock } from '../../common/clock.js';
import { loadConfig } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import { ConsentEnds } from './consent.ends.js';

const NOW = Date.parse('2028-08-20T12:00:00Z');
const DAY = 86_400_000;

describe('the end of a consent', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const clock = new Clock();
  const metrics = new Metrics();
  const ends = new ConsentEnds(loadConfig({ CONSENT_WARNING_DAYS: '60' }), metrics, clock);
  const soon = async () => (await metrics.consentsEndingSoon.get()).values[0]?.value;
  afterAll(() => warn.mockRestore());

  it('is warned of once a day, when it is near', async () => {
    const now = jest.spyOn(clock, 'now').mockReturnValue(NOW);
    expect(ends.seen('a', {})).toBeNull();
    ends.seen('b', { consentEndsAt: new Date(NOW + 61 * DAY).toISOString() });
    expect(warn).not.toHaveBeenCalled();
    const near = { consentEndsAt: new Date(NOW + 59 * DAY).toISOString() };
    expect(ends.seen('b', near)).toEqual(new Date(NOW + 59 * DAY));
    ends.seen('b', near);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/integration b ends on 2028-10-18/);
    expect(await soon()).toBe(1);
    now.mockReturnValue(NOW + DAY);
    ends.seen('b', near);
    expect(warn).toHaveBeenCalledTimes(2);
    ends.seen('b', { consentEndsAt: new Date(NOW + 1_000 * DAY).toISOString() });
    expect(await soon()).toBe(0);
  });
});
