import type { Address } from '../shapes/values.js';
import { firstText, asRecord, text } from './fields.js';

/** The vendor's names of an address's fields; of several the first that is filled counts. */
export type AddressFields = Readonly<Record<keyof Address, string | readonly string[]>>;

/**
 * Reads a vendor's address.
 * @example const address = addressReader({ line1: 'line1', line2: 'line2', city: 'town', region: ['state', 'province'],
 *   postalCode: 'zip', country: 'country' });
 */
export function addressReader(fields: AddressFields): (value: unknown) => Address | null {
  const readers = Object.entries(fields).map(([name, from]) => [name, reader(from)] as const);
  return (value) => {
    if (typeof value !== 'object' || value === null) return null;
    const raw = asRecord(value);
    return Object.fromEntries(readers.map(([name, read]) => [name, read(raw)])) as unknown as Address;
  };
}

function reader(from: string | readonly string[]): (raw: Record<string, unknown>) => string | null {
  if (typeof from === 'string') return (raw) => text(raw[from]);
  return (raw) => firstText(...from.map((name) => raw[name]));
}
