import cronParser from 'cron-parser';

/** How often: by seconds, or by a cron expression of five fields in UTC. */
export type Rhythm = { everySeconds: number; cron: null } | { everySeconds: null; cron: string };

/**
 * The first time after `now`. Times that were missed are skipped: after a day of downtime a schedule runs once, and
 * goes on in step with how it ran before.
 *
 * @param last when it was due last; a new schedule counts from `now`
 * @param timeScale divides intervals; cron names times of day, which nothing can be divided by, and follows the clock
 */
export function nextTime({ everySeconds, cron }: Rhythm, now: Date, last: Date = now, timeScale = 1): Date {
  if (cron !== null) return cronParser.parseExpression(cron, { currentDate: now, utc: true }).next().toDate();
  const interval = Math.max(1, Math.round((everySeconds * 1000) / timeScale));
  const missed = Math.max(0, Math.floor((now.getTime() - last.getTime()) / interval));
  return new Date(last.getTime() + (missed + 1) * interval);
}

/** Seconds are a matter of `everySeconds`, so there are five fields or a name such as `@daily`. */
export function isCron(expression: string): boolean {
  const fields = expression.trim().split(/\s+/).length;
  if (fields !== 5 && !/^@(yearly|monthly|weekly|daily|hourly)$/.test(expression)) return false;
  try {
    // Some expressions are well-formed and still never come true, such as 30 February.
    nextTime({ cron: expression, everySeconds: null }, new Date());
    return true;
  } catch {
    return false;
  }
}
