import type { SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import { countryAt, currencyAt } from './location.objects.js';

/** One of each location, to which its payouts go. Nothing in it says when it was made or changed. */
export function bankAccount(data: Dataset, index: number): SquareObject {
  const hash = data.hash('bank_accounts', index, 20);
  const location = index % data.counts.locations;
  return {
    id: data.id('bank_accounts', index),
    account_number_suffix: String(100 + (hash % 900)),
    country: countryAt(location),
    currency: currencyAt(location),
    account_type: 'CHECKING',
    holder_name: 'Sandbox Arts Centre',
    primary_bank_identification_number: String(101_000_000 + (hash % 899_999_999)),
    location_id: data.id('locations', location),
    status: hash % 5 === 0 ? 'VERIFICATION_IN_PROGRESS' : 'VERIFIED',
    creditable: true,
    debitable: hash % 2 === 0,
    version: 1 + (hash % 4),
    bank_name: 'Sandbox Savings',
  };
}
