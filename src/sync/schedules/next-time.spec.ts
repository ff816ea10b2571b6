import { isCron, nextTime } from './next-time.js';

const at = (time: string) => new Date(`2026-03-10T${time}Z`);
const every = (everySeconds: number) => ({ everySeconds, cron: null });
const cron = (expression: string) => ({ everySeconds: null, cron: expression });

describe('nextTime', () => {
  it('is one interval from now for a new schedule', () => {
    expect(nextTime(every(60), at('12:00:00'))).toEqual(at('12:01:00'));
  });

  it('keeps its step when it was a little late', () => {
    expect(nextTime(every(60), at('12:00:02.5'), at('12:00:00'))).toEqual(at('12:01:00'));
  });

  it('skips what was missed, and keeps its step', () => {
    expect(nextTime(every(60), at('13:30:10'), at('12:00:05'))).toEqual(at('13:31:05'));
  });

  it('follows accelerated time', () => {
    expect(nextTime(every(3600), at('12:00:00'), undefined, 60)).toEqual(at('12:01:00'));
    expect(nextTime(every(10), at('12:00:00'), undefined, 1_000_000).getTime()).toBe(at('12:00:00').getTime() + 1);
  });

  it('is always later than now', () => {
    expect(nextTime(every(60), at('12:01:00'), at('12:00:00'))).toEqual(at('12:02:00'));
  });

  it('reads cron in UTC', () => {
    expect(nextTime(cron('30 4 * * *'), at('04:30:00'))).toEqual(new Date('2026-03-11T04:30:00Z'));
    expect(nextTime(cron('*/15 * * * *'), at('12:01:00'))).toEqual(at('12:15:00'));
  });

  it('keeps cron by the clock in accelerated time', () => {
    expect(nextTime(cron('30 4 * * *'), at('04:00:00'), undefined, 20_160)).toEqual(at('04:30:00'));
  });

  it('lets cron skip what was missed too', () => {
    expect(nextTime(cron('@hourly'), at('12:10:00'), at('03:00:00'))).toEqual(at('13:00:00'));
  });
});

describe('isCron', () => {
  it.each(['* * * * *', '0 3 * * 1-5', '*/10 8-18 1,15 * *', '@daily'])('takes %s', (expression) => {
    expect(isCron(expression)).toBe(true);
  });

  it.each(['', '* * * *', '* * * * * *', '61 * * * *', '0 0 30 2 *', 'every day', '@secondly', '1 2 3 4 5 6 7'])(
    'refuses %j',
    (expression) => {
      expect(isCron(expression)).toBe(false);
    },
  );
});
