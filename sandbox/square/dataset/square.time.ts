/** RFC 3339 with milliseconds. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** RFC 3339 truncated to the second, as some of Square's objects have it. */
export const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const truncated = (ms: number): number => ms - (ms % SECOND);
