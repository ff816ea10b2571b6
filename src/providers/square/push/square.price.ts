import { AmountNotExactError } from '../../kit/amount.errors.js';
import { exponentOf, toVendor } from '../../kit/currency.js';
import { UnknownCurrencyError } from '../../kit/currency.errors.js';
import { SQUARE_AMOUNTS } from '../shape/square.fields.js';

/** CLF and UYW have four, and no vendor takes them. */
const MOST_DECIMALS = 3;

export interface SquareMoney {
  amount: number;
  currency: string;
}

/** A price that is not sent, because it could not be sent exactly. */
interface PriceRefusal {
  code: 'currency_unknown' | 'amount_out_of_range';
  message: string;
}

/** A price in Square's units: exactly, or not at all. */
export function squareMoney(minor: number, currency: string): SquareMoney | PriceRefusal {
  if ((exponentOf(currency) ?? 0) > MOST_DECIMALS) {
    return {
      code: 'currency_unknown',
      message: `${currency} has more than ${MOST_DECIMALS} decimals, and is not sent`,
    };
  }
  try {
    // Square counts in ISO 4217's units, so what is a safe integer stays one.
    return { amount: Number(toVendor(minor, currency, SQUARE_AMOUNTS)), currency: currency.toUpperCase() };
  } catch (error) {
    if (error instanceof UnknownCurrencyError) return { code: 'currency_unknown', message: error.message };
    if (error instanceof AmountNotExactError) return { code: 'amount_out_of_range', message: error.message };
    throw error;
  }
}

export const isRefusal = (price: SquareMoney | PriceRefusal): price is PriceRefusal => 'code' in price;
