import { inside, text } from '../../kit/fields.js';
import type { Address } from '../../shapes/values.js';

/** Mailchimp leaves a field empty rather than out. */
export function filled(value: unknown): string | null {
  return text(value) || null;
}

export function fullName(...parts: unknown[]): string | null {
  return parts.map(filled).filter(Boolean).join(' ') || null;
}

export function address(value: unknown): Address | null {
  const raw = inside(value);
  const read: Address = {
    line1: filled(raw.address1),
    line2: filled(raw.address2),
    city: filled(raw.city),
    region: filled(raw.province) ?? filled(raw.province_code),
    postalCode: filled(raw.postal_code),
    country: filled(raw.country_code) ?? filled(raw.country),
  };
  return Object.values(read).some((part) => part !== null) ? read : null;
}
