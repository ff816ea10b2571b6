import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MonthlyMeter } from './monthly.meter.js';

describe('a monthly budget', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  beforeEach(() => warn.mockClear());
  afterAll(() => warn.mockRestore());

  it('warns once at each mark, and begins anew with the month', () => {
    let now = Date.parse('2026-11-30T23:59:00Z');
    const set = jest.fn();
    const meter = new MonthlyMeter('quickbooks', 10, { set }, () => now);
    const warned = Array.from({ length: 12 }, () => {
      meter.count(1);
      return warn.mock.calls.length;
    });
    expect(warned).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3]);
    expect(set).toHaveBeenLastCalledWith({ provider: 'quickbooks' }, 1.2);
    now = Date.parse('2026-12-01T00:00:00Z');
    meter.count(1);
    expect(set).toHaveBeenLastCalledWith({ provider: 'quickbooks' }, 0.1);
    expect(warn).toHaveBeenCalledTimes(3);
  });

  it('warns once when several marks are passed at once', () => {
    new MonthlyMeter('quickbooks', 10, { set: () => undefined }).count(50);
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/^100 % of the 10 metered quickbooks/),
    ]);
  });
});
