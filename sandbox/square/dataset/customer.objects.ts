import { firstName, lastName } from '../../common/person.words.js';
import type { SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import { address } from './shop.words.js';
import { DAY, iso, isoSecond, truncated } from './square.time.js';

export function customerFacts(data: Dataset, index: number): { given: string; family: string; email: string } {
  const hash = data.hash('customers', index, 20);
  const email = `buyer.${index.toString(36)}.${data.word('customers', index, 22, 4).toLowerCase()}@example.com`;
  return { given: firstName(hash), family: lastName(hash), email };
}

export const customerPhone = (data: Dataset, index: number): string =>
  `+1512${String(1_000_000 + (data.hash('customers', index, 23) % 8_999_999))}`;

export const customerCreated = (data: Dataset, index: number): number => data.moment('customers', index);

/** Truncated to the second: for a customer never touched it lies before `created_at`, as Square shows it. */
export function customerUpdated(data: Dataset, index: number): number {
  const created = customerCreated(data, index);
  const hash = data.hash('customers', index, 21);
  return truncated(hash % 4 === 0 ? data.after(created, (hash >>> 5) % (40 * DAY)) : created);
}

export function customer(data: Dataset, index: number): SquareObject {
  const hash = data.hash('customers', index, 21);
  const { given, family, email } = customerFacts(data, index);
  const created = customerCreated(data, index);
  const updated = customerUpdated(data, index);
  return {
    id: data.id('customers', index),
    created_at: iso(created),
    updated_at: isoSecond(updated),
    given_name: given,
    family_name: family,
    ...(hash % 29 === 0 ? {} : { email_address: email }),
    ...(hash % 10 < 6 ? { address: address(hash) } : {}),
    ...(hash % 3 === 0 ? {} : { phone_number: customerPhone(data, index) }),
    ...(hash % 11 === 0 ? { note: 'Prefers the balcony' } : {}),
    ...(hash % 5 === 0 ? { reference_id: `crm-${100_000 + index}` } : {}),
    ...(hash % 13 === 0
      ? { company_name: `${family} Ltd`, tax_ids: { eu_vat: `IE${1_000_000 + (hash % 8_999_999)}WA` } }
      : {}),
    preferences: { email_unsubscribed: hash % 7 === 0 },
    creation_source: hash % 4 === 0 ? 'THIRD_PARTY' : 'DIRECTORY',
    segment_ids: [`${data.merchant}.REACHABLE`],
    version: updated > created ? 1 + (hash % 5) : 0,
  };
}
