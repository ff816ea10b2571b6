import type { SquareObject } from '../square.stream.js';
import { customerPhone } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { currencyAt, MAIN_LOCATION } from './location.objects.js';
import { DAY, isoSecond } from './square.time.js';

export const programId = (data: Dataset): string => data.word('loyalty_accounts', 0, 90, 32);

export function loyaltyUpdated(data: Dataset, index: number): number {
  const created = data.moment('loyalty_accounts', index);
  return data.after(created, data.hash('loyalty_accounts', index, 21) % (60 * DAY));
}

export function loyaltyAccount(data: Dataset, index: number): SquareObject {
  const hash = data.hash('loyalty_accounts', index, 20);
  const created = isoSecond(data.moment('loyalty_accounts', index));
  const customer = data.parent('loyalty_accounts', 'customers', index);
  const balance = hash % 300;
  return {
    id: data.id('loyalty_accounts', index),
    program_id: programId(data),
    balance,
    lifetime_points: balance + ((hash >>> 5) % 500),
    ...(customer < 0 ? {} : { customer_id: data.id('customers', customer) }),
    enrolled_at: created,
    created_at: created,
    updated_at: isoSecond(loyaltyUpdated(data, index)),
    mapping: {
      id: data.word('loyalty_accounts', index, 24, 24),
      created_at: created,
      phone_number: customerPhone(data, Math.max(0, customer)),
    },
  };
}

export function loyaltyProgram(data: Dataset): SquareObject {
  const currency = currencyAt(MAIN_LOCATION);
  return {
    id: programId(data),
    status: 'ACTIVE',
    reward_tiers: [
      {
        id: data.word('loyalty_accounts', 0, 91, 32),
        points: 100,
        name: '10% off',
        created_at: isoSecond(data.from),
        pricing_rule_reference: { object_id: data.word('loyalty_accounts', 0, 92, 24), catalog_version: data.from },
      },
    ],
    terminology: { one: 'Point', other: 'Points' },
    location_ids: Array.from({ length: data.counts.locations }, (_, index) => data.id('locations', index)),
    created_at: isoSecond(data.from),
    updated_at: isoSecond(data.from),
    accrual_rules: [
      {
        accrual_type: 'SPEND',
        points: 1,
        spend_data: { amount_money: { amount: 100, currency }, tax_mode: 'BEFORE_TAX' },
      },
    ],
  };
}
