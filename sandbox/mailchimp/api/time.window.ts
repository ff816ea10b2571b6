import { timeParameter } from './query.parameters.js';

/** Both ends are excluded: Mailchimp words them "after" and "before". */
export interface TimeWindow {
  after: number;
  before: number;
}

/** `since_<field>` and `before_<field>`; undefined when neither is given. */
export function windowOf(query: URLSearchParams, field: string): TimeWindow | undefined {
  const after = timeParameter(query, `since_${field}`);
  const before = timeParameter(query, `before_${field}`);
  if (after === undefined && before === undefined) return undefined;
  return { after: after ?? Number.NEGATIVE_INFINITY, before: before ?? Number.POSITIVE_INFINITY };
}

export function inWindow(time: number, window: TimeWindow | undefined): boolean {
  return window === undefined || (time > window.after && time < window.before);
}
