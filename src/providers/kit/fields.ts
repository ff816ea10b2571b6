import { alpha2Of } from './countries.js';

type Raw = Record<string, unknown>;

/** A date and a time that name no zone, which `Date.parse` would take for our own. */
const CLOCK_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;
/** XML Schema lets a date name its zone: `2026-08-01-07:00`. */
const DATE_TEXT = /^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?$/;
const COMMON_YEAR = /^\d{4}-/;

/** Reading a provider's fields without trusting that they are there: what is missing or of another kind is `null`. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A whole number that can be counted exactly: 1.5 and 1e300 are `null`. */
export function integer(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** Percentages and the like come as number or as decimal text. Amounts are read by `toMinor`, which keeps all digits. */
export function decimal(value: unknown): number | null {
  const number = (typeof value === 'string' && value !== '') || value instanceof Number ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

export function flag(value: unknown): boolean {
  return value === true;
}

/** Epoch seconds as ISO 8601 in UTC. */
export function epochTime(value: unknown): string | null {
  const seconds = integer(value);
  return seconds === null || Math.abs(seconds) > 8.64e12 ? null : new Date(seconds * 1000).toISOString();
}

/** A date with or without time and zone (none: UTC) as ISO 8601 in UTC. */
export function isoTime(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const time = Date.parse(CLOCK_TIME.test(value) ? `${value}Z` : value);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/**
 * A day of the calendar, which is no instant: a due date stays the same day wherever it is read.
 * @param value a date text is taken as it is, with or without a zone; of an instant (ISO 8601, or epoch seconds) its day
 * @param zone IANA name of the zone whose days these are, where the vendor gives an instant for one; absent: UTC
 * @returns `YYYY-MM-DD`; `null` for what is no date
 * @example calendarDate('2026-08-01') === '2026-08-01'; calendarDate('2026-08-01T23:30:00-07:00') === '2026-08-02'
 */
export function calendarDate(value: unknown, zone?: string): string | null {
  const date = typeof value === 'string' ? DATE_TEXT.exec(value)?.[1] : undefined;
  if (date !== undefined) return isoTime(date)?.startsWith(date) ? date : null;
  const time = epochTime(value) ?? isoTime(value);
  if (time === null || !COMMON_YEAR.test(time)) return null;
  return zone === undefined ? time.slice(0, 10) : dayIn(zone, time);
}

/** ISO 3166-1 alpha-2 of an alpha-2 or alpha-3 code or a common English name; the text itself where it is none. */
export function countryCode(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return alpha2Of(value) ?? value;
}

export function asRecord(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {};
}

/** Whether it is a JSON object: neither a list nor `null`. */
export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function items(value: unknown): Raw[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

/** The first text that is there and not empty. */
export function firstText(...values: unknown[]): string | null {
  return values.map(text).find((value) => value !== null && value !== '') ?? null;
}

/** @returns `null` where none of them is a number */
export function sumOf(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length > 0 ? known.reduce((total, number) => total + number, 0) : null;
}

export function metadata(value: unknown): Record<string, string> {
  const entries = Object.entries(asRecord(value)).filter((entry): entry is [string, string] => text(entry[1]) !== null);
  return Object.fromEntries(entries);
}

/** Making one takes almost a millisecond. All objects of an account have the same zone, so the latest one is kept. */
let latest: { zone: string; days: Intl.DateTimeFormat } | undefined;

/** The day of an instant in a zone; in UTC where there is no such zone. */
function dayIn(zone: string, time: string): string {
  try {
    if (latest?.zone !== zone) {
      // Sweden writes dates as ISO 8601 does.
      latest = { zone, days: new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }) };
    }
    return latest.days.format(new Date(time));
  } catch {
    return time.slice(0, 10);
  }
}
