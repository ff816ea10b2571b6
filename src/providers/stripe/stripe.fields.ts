import type { Address } from '../shapes.js';

type Raw = Record<string, unknown>;

/** Reading Stripe's fields without trusting that they are there: what is missing or of another kind is `null`. */
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

/** Epoch seconds as ISO 8601. */
export function time(value: unknown): string | null {
  const seconds = integer(value);
  return seconds === null || Math.abs(seconds) > 8.64e12 ? null : new Date(seconds * 1000).toISOString();
}

/** An expandable field: the id, or the object itself. https://docs.stripe.com/api/expanding_objects */
export function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : text(inside(value).id);
}

export function inside(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {};
}

export function items(value: unknown): Raw[] {
  return Array.isArray(value) ? value.map(inside) : [];
}

export function metadata(value: unknown): Record<string, string> {
  const entries = Object.entries(inside(value)).filter((entry): entry is [string, string] => text(entry[1]) !== null);
  return Object.fromEntries(entries);
}

export function address(value: unknown): Address | null {
  if (typeof value !== 'object' || value === null) return null;
  const raw = value as Raw;
  return {
    line1: text(raw.line1),
    line2: text(raw.line2),
    city: text(raw.city),
    region: text(raw.state),
    postalCode: text(raw.postal_code),
    country: text(raw.country),
  };
}
