import { AmountNotExactError } from './amount.errors.js';
import { UnknownCurrencyError } from './currency.errors.js';
import { decimalText, exactDecimal, isExactAt, shortest, unitsAt, type Decimal } from './decimal.js';
import { ISO_EXPONENTS } from './iso.currencies.js';

/**
 * Where a vendor counts in other units than ISO 4217.
 * @example const AMOUNTS: VendorAmounts = { exponents: { MGA: 0, ISK: 2, UGX: 2 }, steps: { KWD: 10 } };
 */
export interface VendorAmounts {
  /** Decimals of the vendor's unit, by currency; absent: those of ISO 4217. */
  exponents: Readonly<Record<string, number>>;
  /** Amounts that the vendor takes are multiples of so many of its units, by currency; absent: of one. */
  steps?: Readonly<Record<string, number>>;
}

/** For vendors that count as ISO 4217 does. */
export const ISO_AMOUNTS: VendorAmounts = { exponents: {} };

/** Of an amount whose currency the vendor does not state: nearly all currencies have as many. */
const UNSTATED_EXPONENT = 2;

/** ISO 4217, upper case. */
export function currencyCode(currency: unknown): string | null {
  return typeof currency === 'string' && currency !== '' ? currency.toUpperCase() : null;
}

/** Decimals of the minor unit. @returns `null` where ISO 4217 has none: an amount in minor units cannot be told */
export function exponentOf(currency: unknown): number | null {
  const code = currencyCode(currency);
  return code === null ? UNSTATED_EXPONENT : (ISO_EXPONENTS.get(code) ?? null);
}

/**
 * A decimal amount in major units as an integer in minor ones, without going through binary fractions: 1.005 is
 * rounded by its digits, half away from zero.
 * @param amount number or decimal text, as the vendor sends it, or what was calculated of such
 * @returns `null` for what is no amount, is too large to be counted exactly, or is of an unknown currency
 */
export function toMinor(amount: unknown, currency: unknown): number | null {
  return countedAt(decimalOf(amount), exponentOf(currency));
}

/** As {@link toMinor}; `null` where it is no whole number of minor units, such as a price below a cent. */
export function toWholeMinor(amount: unknown, currency: unknown): number | null {
  const exponent = exponentOf(currency);
  const decimal = decimalOf(amount);
  return decimal && exponent !== null && isExactAt(decimal, exponent) ? countedAt(decimal, exponent) : null;
}

/**
 * An amount in the vendor's units as one in ISO 4217's.
 * @param amount whole number or its text, as the vendor sends it
 * @returns `null` for what is no such amount, is too large to be counted exactly, or is of an unknown currency
 */
export function fromVendor(amount: unknown, currency: unknown, vendor: VendorAmounts): number | null {
  const code = currencyCode(currency);
  // Nearly all amounts are in ISO 4217's units already.
  const isSame = code === null || (ISO_EXPONENTS.has(code) && !(code in vendor.exponents));
  if (isSame && Number.isSafeInteger(amount)) return (amount as number) || 0;
  const decimal = exactDecimal(amount);
  return decimal && isExactAt(decimal, 0) ? toMinor(inMajor(decimal, currency, vendor), currency) : null;
}

/** An amount in major units as decimal text in minor ones: `0.0025` USD is `0.25`. @returns `null` as {@link toMinor} */
export function toMinorText(amount: unknown, currency: unknown): string | null {
  const decimal = decimalOf(amount);
  const exponent = exponentOf(currency);
  if (!decimal || exponent === null) return null;
  const { units, scale } = decimal;
  return decimalText(
    shortest(scale >= exponent ? { units, scale: scale - exponent } : { units: unitsAt(decimal, exponent), scale: 0 }),
  );
}

/** As {@link toMinorText}, of an amount in the vendor's units, which may be a fraction of one. */
export function fromVendorText(amount: unknown, currency: unknown, vendor: VendorAmounts): string | null {
  const decimal = exactDecimal(amount);
  return decimal && toMinorText(inMajor(decimal, currency, vendor), currency);
}

/**
 * The inverse of {@link fromVendor}, for what is sent.
 * @returns digits, for the vendor's units of a currency may be more than a JavaScript number can count
 * @throws AmountNotExactError, UnknownCurrencyError
 */
export function toVendor(isoMinor: number | bigint, currency: string, vendor: VendorAmounts): string {
  const { code, decimal } = sent(isoMinor, currency);
  const exponent = vendor.exponents[code] ?? decimal.scale;
  if (!isExactAt(decimal, exponent)) {
    throw new AmountNotExactError(String(isoMinor), code, `the vendor counts in units of ${exponent} decimals`);
  }
  const units = unitsAt(decimal, exponent);
  const step = vendor.steps?.[code] ?? 1;
  if (units % BigInt(step) !== 0n) {
    throw new AmountNotExactError(String(isoMinor), code, `the vendor takes multiples of ${step} only`);
  }
  return String(units);
}

/**
 * The inverse of {@link toMinor}, for what is sent.
 * @returns decimal text with all decimals of the currency: `12.50`
 * @throws AmountNotExactError, UnknownCurrencyError
 */
export function toMajor(isoMinor: number | bigint, currency: string): string {
  return decimalText(sent(isoMinor, currency).decimal);
}

function sent(isoMinor: number | bigint, currency: string): { code: string; decimal: Decimal } {
  const code = currency.toUpperCase();
  const scale = ISO_EXPONENTS.get(code);
  if (scale === undefined) throw new UnknownCurrencyError(currency);
  if (!Number.isSafeInteger(Number(isoMinor))) {
    throw new AmountNotExactError(String(isoMinor), code, 'it is no whole number up to 2^53 - 1');
  }
  return { code, decimal: { units: BigInt(isoMinor), scale } };
}

/** @returns `null` where the currency is unknown */
function inMajor({ units, scale }: Decimal, currency: unknown, vendor: VendorAmounts): Decimal | null {
  const exponent = vendor.exponents[currencyCode(currency) ?? ''] ?? exponentOf(currency);
  return exponent === null ? null : { units, scale: scale + exponent };
}

function decimalOf(amount: unknown): Decimal | null {
  return isDecimal(amount) ? amount : exactDecimal(amount);
}

function isDecimal(amount: unknown): amount is Decimal {
  return typeof amount === 'object' && amount !== null && 'units' in amount && typeof amount.units === 'bigint';
}

/** @returns `null` where a JavaScript number cannot count it */
function countedAt(decimal: Decimal | null, exponent: number | null): number | null {
  if (!decimal || exponent === null) return null;
  const value = Number(unitsAt(decimal, exponent));
  return Number.isSafeInteger(value) ? value : null;
}
