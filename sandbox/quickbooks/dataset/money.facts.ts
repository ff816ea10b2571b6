import { decimalOf, exactNumber, type ExactNumber } from '../../common/exact.json.js';
import { ISO_CURRENCIES } from '../../common/iso.currencies.js';

export const HOME_CURRENCY = 'USD';

interface Currency {
  name: string;
  /** Worth of one unit in the home currency. */
  rate: number;
}

/** Those that companies deal in from the start; the others have the worth of the home currency. */
const CURRENCIES: Readonly<Record<string, Currency>> = {
  USD: { name: 'United States Dollar', rate: 1 },
  EUR: { name: 'Euro', rate: 1.0834 },
  GBP: { name: 'British Pound Sterling', rate: 1.2719 },
  CAD: { name: 'Canadian Dollar', rate: 0.7342 },
  JPY: { name: 'Japanese Yen', rate: 0.0067 },
};
const NAMES = new Intl.DisplayNames('en', { type: 'currency' });

/** Below this, cents of a double are exact. */
const SAFE = 2 ** 32;

const SPREAD = ['USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR', 'EUR', 'GBP', 'CAD', 'JPY'];

export const currencyBy = (hash: number): string => SPREAD[hash % SPREAD.length]!;

function currency(code: string): Currency {
  return CURRENCIES[code] ?? { name: NAMES.of(code) ?? code, rate: 1 };
}

export const isCurrency = (code: string): boolean => ISO_CURRENCIES.has(code);
export const exchangeRate = (code: string): number => currency(code).rate;
const decimalsOf = (code: string): number => ISO_CURRENCIES.get(code) ?? 2;
export const minorPerUnit = (code: string): number => 10 ** decimalsOf(code);

/** Integer minor units as the decimal that goes over the wire: 36207 is 362.07 dollars, 36207 yen are 36207. */
export function decimal(minor: number, code: string): number;
export function decimal(minor: bigint, code: string): number | ExactNumber;
export function decimal(minor: number | bigint, code: string): number | ExactNumber {
  if (typeof minor === 'number') return minor / minorPerUnit(code);
  return exactNumber({ units: minor, scale: decimalsOf(code) });
}

/** The other way; half a cent is rounded away from zero. */
export function minorUnits(amount: unknown, code: string): number {
  const number = Number(amount ?? 0);
  if (Math.abs(number) > SAFE) return Number(minorOf(amount, code));
  const minor = number * minorPerUnit(code);
  return Math.sign(minor) * Math.round(Math.abs(minor) + 1e-7);
}

/** The same of any size, digit by digit. */
export function minorOf(amount: unknown, code: string): bigint {
  const { units, scale } = decimalOf(amount ?? 0) ?? { units: 0n, scale: 0 };
  const more = decimalsOf(code) - scale;
  return more >= 0 ? units * 10n ** BigInt(more) : rounded(units, 10n ** BigInt(-more));
}

/** A quotient, of which half is rounded away from zero. */
export function rounded(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor / 2n : divisor / 2n;
  return (dividend + half) / divisor;
}

export function homeAmount(minor: number | bigint, code: string): number | ExactNumber {
  if (code === HOME_CURRENCY && typeof minor === 'bigint') return decimal(minor, code);
  const home = (Number(minor) / minorPerUnit(code)) * currency(code).rate;
  return Math.round(home * 100) / 100;
}

/** Where a company has one currency only, nothing names it. */
export function inItsCurrency(fields: Record<string, unknown>, isMulticurrency: boolean): Record<string, unknown> {
  if (isMulticurrency) return fields;
  const { CurrencyRef: _currency, ExchangeRate: _rate, HomeTotalAmt: _home, ...rest } = fields;
  return rest;
}

export function currencyRef(code: string) {
  return { value: code, name: currency(code).name };
}
