import type { SquareObject } from '../square.stream.js';
import type { Dataset } from './dataset.js';
import { isoSecond } from './square.time.js';

interface Place {
  name: string;
  country: string;
  currency: string;
  timezone: string;
  language: string;
  status: 'ACTIVE' | 'INACTIVE';
}

const place = (
  name: string,
  country: string,
  currency: string,
  timezone: string,
  language: string,
  status: Place['status'] = 'ACTIVE',
): Place => ({ name, country, currency, timezone, language, status });

/** The first is the main location. The third was closed: its sales are the oldest there are. */
const PLACES: readonly Place[] = [
  place('Grant Park', 'US', 'USD', 'America/Chicago', 'en-US'),
  place('Leeds Dock', 'GB', 'GBP', 'Europe/London', 'en-GB'),
  place('Old Harbour', 'CA', 'CAD', 'America/Toronto', 'en-CA', 'INACTIVE'),
  place('Kyoto Station', 'JP', 'JPY', 'Asia/Tokyo', 'ja-JP'),
  place('Lyon Presqu’île', 'FR', 'EUR', 'Europe/Paris', 'fr-FR'),
  place('Austin South', 'US', 'USD', 'America/Chicago', 'en-US'),
  place('Fitzroy', 'AU', 'AUD', 'Australia/Melbourne', 'en-AU'),
  place('Dublin Quay', 'IE', 'EUR', 'Europe/Dublin', 'en-IE'),
];

export const MAIN_LOCATION = 0;
const CLOSED_LOCATION = 2;
const CLOSED_AFTER_SHARE = 0.3;

export const countryAt = (location: number): string => PLACES[location % PLACES.length]!.country;

export const currencyAt = (location: number): string => PLACES[location % PLACES.length]!.currency;

/** Sales of the closed location lie within the first part of the time axis: over a year ago, of two. */
export function locationOfSale(data: Dataset, share: number, hash: number): number {
  const { locations } = data.counts;
  if (locations > CLOSED_LOCATION && share < CLOSED_AFTER_SHARE && hash % 3 === 0) return CLOSED_LOCATION;
  const draw = (hash >>> 3) % 100;
  if (draw < 55 || locations === 1) return MAIN_LOCATION;
  if (draw < 80 || locations <= CLOSED_LOCATION + 1) return 1;
  return CLOSED_LOCATION + 1 + (draw % (locations - CLOSED_LOCATION - 1));
}

export function location(data: Dataset, index: number): SquareObject {
  const { name, country, currency, timezone, language, status } = PLACES[index % PLACES.length]!;
  return {
    id: data.id('locations', index),
    name,
    address: { address_line_1: `${10 + index} Main Street`, locality: name, country },
    timezone,
    capabilities: ['CREDIT_CARD_PROCESSING', 'AUTOMATIC_TRANSFERS'],
    status,
    created_at: isoSecond(data.from),
    merchant_id: data.merchant,
    country,
    language_code: language,
    currency,
    business_name: 'Sandbox Arts Centre',
    type: 'PHYSICAL',
    mcc: '7922',
  };
}
