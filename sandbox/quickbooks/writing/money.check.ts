import { HOME_CURRENCY, isCurrency, currencyRef, exchangeRate } from '../dataset/money.facts.js';
import type { QboObject } from '../quickbooks.entity.js';
import { invalidReference, validationFault, type QuickBooksFault } from '../quickbooks.fault.js';

export function businessFault(detail: string): QuickBooksFault {
  return validationFault('6000', 'A business validation error has occurred while processing your request', detail);
}

export function wrongAmount(detail: string): QuickBooksFault {
  return validationFault('6070', 'Amount calculation incorrect in the request', detail);
}

export function numberIn(fields: Record<string, unknown>, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw validationFault('2030', 'Invalid Number', `${name} is not a number`, name);
}

/** A transaction is in the currency of its customer or vendor, and says so. */
export function moneyFields(fields: Record<string, unknown>, party: QboObject | undefined) {
  const own = (party?.CurrencyRef as { value: string } | undefined)?.value ?? HOME_CURRENCY;
  const asked = (fields.CurrencyRef as { value?: unknown } | undefined)?.value ?? own;
  if (typeof asked !== 'string' || !isCurrency(asked)) throw invalidReference('CurrencyRef');
  if (asked !== own) throw businessFault(`Transaction currency ${asked} differs from that of the name, ${own}`);
  return { CurrencyRef: currencyRef(own), ExchangeRate: numberIn(fields, 'ExchangeRate') ?? exchangeRate(own) };
}
