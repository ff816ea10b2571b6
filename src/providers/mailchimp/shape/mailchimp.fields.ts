import { addressReader } from '../../kit/address.js';
import { firstText } from '../../kit/fields.js';
import type { Address } from '../../shapes/values.js';

/** Mailchimp leaves a field empty rather than out. */
export const filled = (value: unknown): string | null => firstText(value);

export function fullName(...parts: unknown[]): string | null {
  return parts.map(filled).filter(Boolean).join(' ') || null;
}

const readAddress = addressReader({
  line1: ['address1'],
  line2: ['address2'],
  city: ['city'],
  region: ['province', 'province_code'],
  postalCode: ['postal_code'],
  country: ['country_code', 'country'],
});

export function address(value: unknown): Address | null {
  const read = readAddress(value);
  return read && Object.values(read).some((part) => part !== null) ? read : null;
}
