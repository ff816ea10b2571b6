import { dead } from '../../kit/push/built.requests.js';
import { vendorUnits } from '../../kit/push/vendor.units.js';
import { STRIPE_AMOUNTS } from '../shape/stripe.amounts.js';

/** Of a price, or why it cannot be sent. */
type UnitAmount = { kind: 'amount'; currency: string; units: number } | ReturnType<typeof dead>;

/**
 * An amount in ISO 4217's minor unit as Stripe counts it: exact, or refused by name.
 * @param most the largest `unit_amount`
 */
export function unitAmountOf(isoMinor: number, currency: string, most: number): UnitAmount {
  const amount = vendorUnits(isoMinor, currency, STRIPE_AMOUNTS);
  if (amount.kind === 'dead') return amount;
  if (BigInt(amount.units) > BigInt(most)) {
    return dead('amount_out_of_range', `${isoMinor} minor units of ${currency} are more than a price can have`);
  }
  return { kind: 'amount', currency: currency.toLowerCase(), units: Number(amount.units) };
}
