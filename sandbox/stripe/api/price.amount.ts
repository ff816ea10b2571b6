import { decimalOf, decimalText } from '../../common/exact.json.js';
import type { FormFields } from '../../common/form.parser.js';
import { ISO_CURRENCIES } from '../../common/iso.currencies.js';
import type { AccountSettings } from '../live/account.settings.js';
import { badInteger, badRequest } from '../stripe.errors.js';

interface PriceAmount {
  currency: string;
  unit_amount: number | null;
  unit_amount_decimal: string | null;
}

const THREE_DECIMALS = 3;
const MOST_PLACES = 12;
/** Have no decimals, and are sent with two. */
const SENT_IN_HUNDREDTHS = new Set(['isk', 'ugx']);

/** What a new price costs, in minor units as Stripe counts them. */
export function priceAmount(settings: AccountSettings, params: FormFields): PriceAmount {
  const currency = String(params.currency).toLowerCase();
  if (!ISO_CURRENCIES.has(currency.toUpperCase())) {
    throw badRequest(`Invalid currency: ${currency}.`, 'currency');
  }
  const { unit_amount: unit, unit_amount_decimal: decimal, custom_unit_amount: custom } = params;
  if (unit !== undefined && decimal !== undefined) {
    const message = 'You may only specify one of these parameters: unit_amount, unit_amount_decimal.';
    throw badRequest(message, 'unit_amount');
  }
  const given = unit ?? decimal;
  if (given === undefined && custom !== undefined) return { currency, unit_amount: null, unit_amount_decimal: null };
  if (given === undefined) {
    throw badRequest('Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.');
  }
  const text = amountText(given, unit === undefined ? 'unit_amount_decimal' : 'unit_amount');
  checkSize(settings, currency, text);
  const isWhole = !text.includes('.');
  return { currency, unit_amount: isWhole ? Number(text) : null, unit_amount_decimal: text };
}

function amountText(given: unknown, param: 'unit_amount' | 'unit_amount_decimal'): string {
  const decimal = typeof given === 'string' ? decimalOf(given) : undefined;
  const places = param === 'unit_amount' ? 0 : MOST_PLACES;
  if (!decimal || decimal.units < 0n || decimal.scale > places) throw badInteger(param, String(given));
  return decimalText(decimal);
}

function checkSize({ mostUnitAmount, thousandthsAreTens }: AccountSettings, currency: string, text: string): void {
  const amount = Number(text);
  if (mostUnitAmount !== null && amount > mostUnitAmount) {
    throw badRequest(`Amount must be no more than ${mostUnitAmount}.`, 'unit_amount', 'amount_too_large');
  }
  const isFine = thousandthsAreTens && ISO_CURRENCIES.get(currency.toUpperCase()) === THREE_DECIMALS;
  const step = isFine ? 10 : SENT_IN_HUNDREDTHS.has(currency) ? 100 : 1;
  if (step === 1 || amount % step === 0) return;
  throw badRequest(`Invalid amount: amounts in ${currency} must be divisible by ${step}.`, 'unit_amount');
}
