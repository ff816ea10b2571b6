import { decimalOf, exactNumber, type ExactNumber } from '../../common/exact.json.js';
import { HOME_CURRENCY, isCurrency, currencyRef, exchangeRate } from '../dataset/money.facts.js';
import { currencyOf } from '../live/settlement.effects.js';
import type { CompanySettings } from '../live/company.settings.js';
import type { QboObject } from '../quickbooks.entity.js';
import { businessFault, invalidNumber, invalidReference } from '../quickbooks.fault.js';
import type { Draft } from './composer.js';

type Fields = Record<string, unknown>;

const AMOUNTS: ReadonlySet<string> = new Set(['Amount', 'Qty', 'UnitPrice', 'TotalAmt', 'TotalTax', 'PurchaseCost']);

export function numberIn(fields: Fields, name: string): number | ExactNumber | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const decimal = typeof value === 'boolean' ? undefined : decimalOf(value);
  if (decimal) return exactNumber(decimal);
  throw invalidNumber(name, `${name} is not a number`);
}

/** Amounts anywhere in a body with more digits than QuickBooks keeps. */
export function checkDigits(digits: CompanySettings['digits'], value: unknown): void {
  if (digits === null || typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    const decimal = AMOUNTS.has(name) ? decimalOf(part) : undefined;
    if (!decimal) checkDigits(digits, part);
    else if (exceeds(decimal, digits)) throw invalidNumber(name, `${name} has more digits than ${digits.join('.')}`);
  }
}

function exceeds({ units, scale }: { units: bigint; scale: number }, [before, after]: readonly [number, number]) {
  const size = units < 0n ? -units : units;
  const tooFine = scale > after && size % 10n ** BigInt(scale - after) !== 0n;
  return tooFine || size >= 10n ** BigInt(before + scale);
}

/** Whether two numbers make the third, digit by digit. */
export function isProduct(one: unknown, other: unknown, product: unknown): boolean {
  const [a, b, c] = [one, other, product].map((value) => decimalOf(value) ?? { units: 0n, scale: 0 });
  const scale = a!.scale + b!.scale;
  return a!.units * b!.units * 10n ** BigInt(c!.scale) === c!.units * 10n ** BigInt(scale);
}

/** A transaction is in the currency of its customer or vendor, and says so. Without one it is in the one it names. */
export function moneyFields({ company, fields }: Pick<Draft, 'company' | 'fields'>, party: QboObject | undefined) {
  const own = party && currencyOf(party);
  const asked = currencyIn(fields) ?? own ?? HOME_CURRENCY;
  requireCurrency(company, asked);
  if (own !== undefined && asked !== own) {
    throw businessFault(`Transaction currency ${asked} differs from that of the name, ${own}`);
  }
  return { CurrencyRef: currencyRef(asked), ExchangeRate: numberIn(fields, 'ExchangeRate') ?? exchangeRate(asked) };
}

/** @throws QuickBooksFault for what is no currency, and for a foreign one in a company that has one only */
export function requireCurrency({ isMulticurrency }: { isMulticurrency: boolean }, code: string): void {
  if (!isCurrency(code)) throw invalidReference('CurrencyRef');
  if (code !== HOME_CURRENCY && !isMulticurrency) {
    throw businessFault('You must turn on the multicurrency preference to use a foreign currency.');
  }
}

export function currencyIn(fields: Fields): string | undefined {
  const value = (fields.CurrencyRef as { value?: unknown } | undefined)?.value;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidReference('CurrencyRef');
  return value;
}
