import type { Address } from '../shapes/values.js';
import { asRecord, countryCode, firstText, text } from './fields.js';

/** The vendor's names of an address's fields; of several the first that is filled counts. */
export type AddressFields = Readonly<Record<keyof Address, string | readonly string[]>>;

/**
 * Reads a vendor's address.
 * @example const address = addressReader({ line1: 'line1', line2: 'line2', city: 'town', region: ['state', 'province'],
 *   postalCode: 'zip', country: 'country' });
 */
export function addressReader(fields: AddressFields): (value: unknown) => Address | null {
  return (value) => {
    if (typeof value !== 'object' || value === null) return null;
    const raw = asRecord(value);
    const read = (from: string | readonly string[]) =>
      typeof from === 'string' ? text(raw[from]) : firstText(...from.map((name) => raw[name]));
    return {
      line1: read(fields.line1),
      line2: read(fields.line2),
      city: read(fields.city),
      region: read(fields.region),
      postalCode: read(fields.postalCode),
      country: countryCode(read(fields.country)),
    };
  };
}
