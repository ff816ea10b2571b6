import { describe, expect, it } from '@jest/globals';
import { pacificDate, pacificTime, pacificTimeMs, parseTime } from './pacific.time.js';

const seconds = (iso: string): number => Date.parse(iso) / 1000;

describe('Pacific time', () => {
  it('changes its offset in the night of daylight saving', () => {
    expect(pacificTime(seconds('2026-03-08T09:59:59Z'))).toBe('2026-03-08T01:59:59-08:00');
    expect(pacificTime(seconds('2026-03-08T10:00:00Z'))).toBe('2026-03-08T03:00:00-07:00');
    expect(pacificTime(seconds('2026-11-01T08:59:59Z'))).toBe('2026-11-01T01:59:59-07:00');
    expect(pacificTime(seconds('2026-11-01T09:00:00Z'))).toBe('2026-11-01T01:00:00-08:00');
    expect(pacificTime(seconds('2025-03-09T10:00:00Z'))).toBe('2025-03-09T03:00:00-07:00');
  });

  it('writes dates by the Pacific day, and answers with milliseconds', () => {
    expect(pacificDate(seconds('2026-05-05T06:59:59Z'))).toBe('2026-05-04');
    expect(pacificTimeMs(Date.parse('2026-05-05T10:13:29.082Z'))).toBe('2026-05-05T03:13:29.082-07:00');
  });

  it('reads what it writes, other offsets, and bare dates as Pacific', () => {
    for (const time of ['2026-01-31T23:59:59Z', '2026-07-31T00:00:00Z']) {
      expect(parseTime(pacificTime(seconds(time)))).toBe(Date.parse(time));
    }
    expect(parseTime('2026-05-05T12:13:29+02:00')).toBe(Date.parse('2026-05-05T10:13:29Z'));
    expect(parseTime('2026-05-05')).toBe(Date.parse('2026-05-05T07:00:00Z'));
    expect(parseTime('2026-05-05T10:13:29 02:00')).toBeNaN();
    expect(parseTime('yesterday')).toBeNaN();
  });
});
