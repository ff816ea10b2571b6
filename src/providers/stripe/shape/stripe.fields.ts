import { inside, integer, text } from '../../kit/fields.js';
import type { Address } from '../../shapes/values.js';

/** Epoch seconds as ISO 8601. */
export function time(value: unknown): string | null {
  const seconds = integer(value);
  return seconds === null || Math.abs(seconds) > 8.64e12 ? null : new Date(seconds * 1000).toISOString();
}

/** An expandable field: the id, or the object itself. https://docs.stripe.com/api/expanding_objects */
export function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : text(inside(value).id);
}

export function address(value: unknown): Address | null {
  if (typeof value !== 'object' || value === null) return null;
  const raw = inside(value);
  return {
    line1: text(raw.line1),
    line2: text(raw.line2),
    city: text(raw.city),
    region: text(raw.state),
    postalCode: text(raw.postal_code),
    country: text(raw.country),
  };
}
