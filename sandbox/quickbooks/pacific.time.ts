const HOUR = 3_600;

interface DaylightSaving {
  from: number;
  to: number;
}

const savings = new Map<number, DaylightSaving>();

/** Epoch seconds as Intuit writes them: Pacific wall clock with its offset, `2026-05-05T03:13:29-07:00`. */
export function pacificTime(seconds: number): string {
  const offset = pacificOffset(seconds);
  return `${wallClock(seconds, offset).slice(0, 19)}${suffix(offset)}`;
}

/** Answers carry milliseconds, objects do not. */
export function pacificTimeMs(milliseconds: number): string {
  const offset = pacificOffset(Math.floor(milliseconds / 1000));
  return `${new Date(milliseconds + offset * HOUR * 1000).toISOString().slice(0, 23)}${suffix(offset)}`;
}

export function pacificDate(seconds: number): string {
  return wallClock(seconds, pacificOffset(seconds)).slice(0, 10);
}

/** Epoch milliseconds of a date or a time; without an offset it is Pacific time. NaN when it is neither. */
export function parseTime(text: string): number {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return localTime(`${text}T00:00:00`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.test(text)) return Number.NaN;
  return /(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : localTime(text);
}

function localTime(text: string): number {
  const asUtc = Date.parse(`${text}Z`);
  return asUtc - pacificOffset(asUtc / 1000 + 8 * HOUR) * HOUR * 1000;
}

function wallClock(seconds: number, offset: number): string {
  return new Date((seconds + offset * HOUR) * 1000).toISOString();
}

function suffix(offset: number): string {
  return offset === -7 ? '-07:00' : '-08:00';
}

function pacificOffset(seconds: number): -7 | -8 {
  const year = new Date(seconds * 1000).getUTCFullYear();
  let saving = savings.get(year);
  if (!saving) {
    saving = { from: sunday(year, 2, 8) + 10 * HOUR, to: sunday(year, 10, 1) + 9 * HOUR };
    savings.set(year, saving);
  }
  return seconds >= saving.from && seconds < saving.to ? -7 : -8;
}

/** The first Sunday on or after a day, at midnight UTC. */
function sunday(year: number, month: number, day: number): number {
  const weekday = new Date(Date.UTC(year, month, day)).getUTCDay();
  return Date.UTC(year, month, day + ((7 - weekday) % 7)) / 1000;
}
