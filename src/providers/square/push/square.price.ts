import type { dead } from '../../kit/push/built.requests.js';
import { vendorUnits } from '../../kit/push/vendor.units.js';
import { SQUARE_AMOUNTS } from '../shape/square.fields.js';

export interface SquareMoney {
  amount: number;
  currency: string;
}

/** A price in Square's units: exactly, or not at all. */
export function squareMoney(minor: number, currency: string): SquareMoney | ReturnType<typeof dead> {
  const amount = vendorUnits(minor, currency, SQUARE_AMOUNTS);
  // Square counts in ISO 4217's units, so what is a safe integer stays one.
  return amount.kind === 'dead' ? amount : { amount: Number(amount.units), currency: currency.toUpperCase() };
}
