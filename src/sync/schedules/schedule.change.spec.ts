import { ValidationError } from '../../common/http.errors.js';
import { changeSchedule } from './schedule.change.js';
import type { ScheduleRow } from './schedule.row.js';

const NOW = new Date('2026-03-10T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const hourly = (given: Partial<ScheduleRow> = {}) =>
  ({
    everySeconds: 3600,
    cron: null,
    paused: false,
    nextAt: at(600),
    fullEverySeconds: null,
    nextFullAt: null,
    ...given,
  }) as ScheduleRow;

describe('changeSchedule', () => {
  it('starts a new schedule one interval from now', () => {
    expect(changeSchedule(undefined, { everySeconds: 60 }, NOW)).toEqual({
      everySeconds: 60,
      cron: null,
      paused: false,
      nextAt: at(60),
      fullEverySeconds: null,
      nextFullAt: null,
    });
  });

  it('takes a cron expression instead', () => {
    expect(changeSchedule(hourly(), { cron: '30 12 * * *' }, NOW)).toEqual({
      everySeconds: null,
      cron: '30 12 * * *',
      paused: false,
      nextAt: at(1800),
      fullEverySeconds: null,
      nextFullAt: null,
    });
  });

  it('leaves the next run where it is when the same is put again', () => {
    expect(changeSchedule(hourly(), { everySeconds: 3600 }, NOW).nextAt).toEqual(at(600));
  });

  it('counts a new interval from now', () => {
    expect(changeSchedule(hourly(), { everySeconds: 60 }, NOW).nextAt).toEqual(at(60));
  });

  it('pauses and resumes without a rhythm', () => {
    expect(changeSchedule(hourly(), { paused: true }, NOW)).toMatchObject({ everySeconds: 3600, paused: true });
    expect(changeSchedule(hourly({ paused: true }), { paused: false }, NOW)).toMatchObject({
      paused: false,
      nextAt: at(600),
    });
  });

  it('does not catch up on what a pause missed', () => {
    const paused = hourly({ paused: true, nextAt: at(-600) });
    expect(changeSchedule(paused, { paused: false }, NOW).nextAt).toEqual(at(3600));
  });

  it('keeps, changes and ends what reads everything', () => {
    const weekly = hourly({ fullEverySeconds: 604_800, nextFullAt: at(99), paused: true });
    const full = (dto: Parameters<typeof changeSchedule>[1], current = weekly) => {
      const { fullEverySeconds, nextFullAt, paused } = changeSchedule(current, dto, NOW, 2);
      return [fullEverySeconds, nextFullAt, paused];
    };
    expect(full({ everySeconds: 60 })).toEqual([604_800, at(99), false]);
    expect(full({ fullEverySeconds: 604_800 })).toEqual([604_800, at(99), true]);
    expect(full({ fullEverySeconds: 86_400 })).toEqual([86_400, at(43_200), true]);
    expect(full({ fullEverySeconds: null })).toEqual([null, null, true]);
  });

  it.each([
    ['nothing', hourly(), {}],
    ['a pause of nothing', undefined, { paused: true }],
    ['both rhythms', undefined, { everySeconds: 60, cron: '* * * * *' }],
    ['an impossible cron', undefined, { cron: '0 0 31 2 *' }],
  ])('refuses %s', (_, current, dto) => {
    expect(() => changeSchedule(current, dto, NOW)).toThrow(ValidationError);
  });
});
