/**
 * The latest whole second by the provider's clock that certainly was not over when the request was sent: the version of
 * what was read.
 *
 * `Date` is the provider's time of answering, cut to the second, so the answer was made at or after `date`. The request
 * was sent at most `elapsed` before that, hence at or after `date - elapsed`. That bound is reached (an answer made
 * exactly on the second), and nothing in a single answer says how far into its second it was made: adding the
 * second's remainder, or taking `date` itself because the request was fast, is later than the truth for every
 * request that crosses a second. A version too late would hide the change made in between for good; one that
 * is a second early only means that a change of that second is looked at twice. So: rounded down.
 *
 * @param date the answer's `Date` header
 * @param elapsedMs from before the request was sent until its headers came
 * @param now our own clock when the headers came, epoch milliseconds; used where `Date` is missing
 * @returns epoch seconds
 */
export function readTime(date: string | undefined, elapsedMs: number, now: number): number {
  const answered = date === undefined ? NaN : Date.parse(date);
  return Math.floor(((Number.isNaN(answered) ? now : answered) - Math.max(0, elapsedMs)) / 1000);
}
