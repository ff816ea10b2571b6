import { AmountNotExactError } from '../../kit/amount.errors.js';
import { exponentOf, toVendor } from '../../kit/currency.js';
import { UnknownCurrencyError } from '../../kit/currency.errors.js';
import { STRIPE_AMOUNTS } from '../shape/stripe.amounts.js';

/** Of a price, or why it cannot be sent. */
export type UnitAmount =
  { kind: 'amount'; currency: string; units: number } | { kind: 'dead'; code: string; message: string };

/** Stripe has none with more. */
const MOST_DECIMALS = 3;

/**
 * An amount in ISO 4217's minor unit as Stripe counts it: exact, or refused by name.
 * @param most the largest `unit_amount`
 */
export function unitAmountOf(isoMinor: number, currency: string, most: number): UnitAmount {
  try {
    if ((exponentOf(currency) ?? 0) > MOST_DECIMALS) {
      return dead('currency_unknown', `${currency} has more than ${MOST_DECIMALS} decimals, and is not sent to Stripe`);
    }
    const units = BigInt(toVendor(isoMinor, currency, STRIPE_AMOUNTS));
    if (units > BigInt(most)) {
      return dead('amount_out_of_range', `${isoMinor} minor units of ${currency} are more than a price can have`);
    }
    return { kind: 'amount', currency: currency.toLowerCase(), units: Number(units) };
  } catch (error) {
    if (error instanceof UnknownCurrencyError) return dead('currency_unknown', error.message);
    if (error instanceof AmountNotExactError) return dead('amount_out_of_range', error.message);
    throw error;
  }
}

const dead = (code: string, message: string): UnitAmount => ({ kind: 'dead', code, message });
