import { AmountNotExactError } from '../amount.errors.js';
import { exponentOf, toVendor, type VendorAmounts } from '../currency.js';
import { UnknownCurrencyError } from '../currency.errors.js';
import { dead } from './built.requests.js';

/** No vendor takes amounts with more. */
const MOST_DECIMALS = 3;

type Units = { kind: 'units'; units: string } | ReturnType<typeof dead>;

/** An amount in ISO 4217's minor unit as the vendor counts it: exact, or refused by name. */
export function vendorUnits(isoMinor: number, currency: string, amounts: VendorAmounts): Units {
  if ((exponentOf(currency) ?? 0) > MOST_DECIMALS) {
    return dead('currency_unknown', `${currency} has more than ${MOST_DECIMALS} decimals, and is not sent`);
  }
  try {
    return { kind: 'units', units: toVendor(isoMinor, currency, amounts) };
  } catch (error) {
    if (error instanceof UnknownCurrencyError) return dead('currency_unknown', error.message);
    if (error instanceof AmountNotExactError) return dead('amount_out_of_range', error.message);
    throw error;
  }
}
