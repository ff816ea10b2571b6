type Raw = Record<string, unknown>;

/** Reading a provider's fields without trusting that they are there: what is missing or of another kind is `null`. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A whole number that can be counted exactly: 1.5 and 1e300 are `null`. */
export function integer(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** Percentages and the like come as number or as decimal string. */
export function decimal(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
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
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
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
