type Raw = Record<string, unknown>;

/** Reading a provider's fields without trusting that they are there: what is missing or of another kind is `null`. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Percentages and the like come as number or as decimal string. */
export function decimal(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return integer(number);
}

export function flag(value: unknown): boolean {
  return value === true;
}

/** A date with or without time and zone (none: UTC) as ISO 8601 in UTC. */
export function isoTime(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

export function inside(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {};
}

/** Whether it is a JSON object: neither a list nor `null`. */
export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function items(value: unknown): Raw[] {
  return Array.isArray(value) ? value.map(inside) : [];
}

export function metadata(value: unknown): Record<string, string> {
  const entries = Object.entries(inside(value)).filter((entry): entry is [string, string] => text(entry[1]) !== null);
  return Object.fromEntries(entries);
}
