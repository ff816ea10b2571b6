import { integer, text } from '../../kit/fields.js';
import { LAST_SEQUENCE } from '../../record-batch.js';

/** When an object became what it is. */
export interface SquareDate {
  /** Epoch seconds. */
  seconds: number;
  /** Order within the second. */
  sequence: number;
}

/** Which field says when an object was changed last, and what orders changes of one second. */
export interface SquareDating {
  field: 'updated_at' | 'calculated_at';
  /** Times of some objects are cut to the second; their versions count up. */
  order: 'version' | 'milliseconds';
}

/** @returns the earliest time for an object without a date, so a record that differs from it is read again */
export function dateOf(dating: SquareDating, raw: Record<string, unknown>): SquareDate {
  const changed = momentOf(raw[dating.field] ?? raw.created_at) ?? { seconds: 0, sequence: 0 };
  if (dating.order === 'milliseconds') return changed;
  const version = Math.max(0, integer(raw.version) ?? 0);
  return { seconds: changed.seconds, sequence: Math.min(version, LAST_SEQUENCE) };
}

/** RFC 3339; of nanoseconds the milliseconds count. */
export function momentOf(time: unknown): SquareDate | null {
  const milliseconds = Date.parse(text(time) ?? '');
  if (Number.isNaN(milliseconds)) return null;
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, sequence: milliseconds - seconds * 1000 };
}

/** @param seconds epoch seconds */
export function rfc3339(seconds: number): string {
  return new Date(Math.max(0, Math.floor(seconds)) * 1000).toISOString();
}
