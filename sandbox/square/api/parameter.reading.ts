import { badRequest, invalidValue, missingField } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';

/** An RFC 3339 time in epoch milliseconds; undefined when absent. */
export function time(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = String(value);
  const isComplete = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isComplete ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw badRequest('INVALID_TIME', `\`${text}\` is not a valid RFC 3339 timestamp.`, field);
  return ms;
}

interface LimitRules {
  max: number;
  usual: number;
  /** What happens to a limit out of bounds: an error, or the usual one instead. */
  beyond: 'refused' | 'ignored';
}

export function limit(value: unknown, { max, usual, beyond }: LimitRules): number {
  if (value === undefined || value === null || value === '') return usual;
  const wanted = Number(value);
  if (!Number.isInteger(wanted)) throw badRequest('EXPECTED_INTEGER', 'Expected an integer value.', 'limit');
  if (wanted >= 1 && wanted <= max) return wanted;
  if (beyond === 'ignored') return usual;
  if (wanted < 1) throw badRequest('VALUE_TOO_LOW', `\`limit\` must be at least 1.`, 'limit');
  throw badRequest('VALUE_TOO_HIGH', `\`limit\` must not be greater than ${max}.`, 'limit');
}

export function oneOf<T extends string>(value: unknown, allowed: readonly T[], usual: T, field: string): T {
  if (value === undefined || value === null || value === '') return usual;
  if (allowed.includes(value as T)) return value as T;
  throw badRequest('INVALID_ENUM_VALUE', `\`${String(value)}\` is not a valid enum value for \`${field}\`.`, field);
}

export function object(value: unknown, field: string): SquareObject {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as SquareObject;
  throw badRequest('EXPECTED_OBJECT', 'Expected an object value.', field);
}

export function required(value: unknown, field: string): SquareObject {
  if (value === undefined || value === null) throw missingField(field);
  return object(value, field);
}

export function texts(value: unknown, field: string, most = Number.POSITIVE_INFINITY): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest('EXPECTED_ARRAY', 'Expected an array value.', field);
  if (value.length > most) {
    throw badRequest('ARRAY_LENGTH_TOO_LONG', `Array length must be at most ${most}.`, field);
  }
  return value.map(String);
}

export function refuseUnknown(
  given: SquareObject,
  known: readonly string[] | undefined,
  where: 'query' | 'body',
): void {
  if (!known) return;
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  if (where === 'body') throw badRequest('BAD_REQUEST', `The field named '${stranger}' is unrecognized.`);
  throw badRequest('UNKNOWN_QUERY_PARAMETER', `Unknown query parameter \`${stranger}\`.`, stranger);
}

export interface TimeRange {
  start: number | undefined;
  end: number | undefined;
}

export function timeRange(value: unknown, field: string): TimeRange | undefined {
  if (value === undefined || value === null) return undefined;
  const { start_at: startAt, end_at: endAt } = object(value, field);
  const start = time(startAt, `${field}.start_at`);
  const end = time(endAt, `${field}.end_at`);
  if (start !== undefined && end !== undefined && end < start) {
    throw badRequest('INVALID_TIME_RANGE', 'The start of a time range must not be after its end.', field);
  }
  return { start, end };
}

export const within = (range: TimeRange | undefined, at: unknown): boolean => {
  if (!range) return true;
  const ms = Date.parse(String(at));
  return ms >= (range.start ?? Number.NEGATIVE_INFINITY) && ms <= (range.end ?? Number.POSITIVE_INFINITY);
};

export function amountOf(value: unknown, field: string): { amount: number; currency: string } {
  const { amount, currency } = required(value, field);
  if (!Number.isSafeInteger(amount))
    throw badRequest('EXPECTED_INTEGER', 'Expected an integer value.', `${field}.amount`);
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw invalidValue('Not a valid currency.', `${field}.currency`);
  }
  return { amount: amount as number, currency };
}
