import { toMinor } from '../../kit/currency.js';

/** An exact decimal: `digits` divided by ten to the power of `scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

const WRITTEN = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,2}))?$/i;

export const ZERO: Decimal = { digits: 0n, scale: 0 };

/** A number or its text, without going through binary fractions. @returns `null` for what is none */
export function decimalOf(value: unknown): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const match = WRITTEN.exec(String(value).trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${whole}${fraction}`) * 10n ** BigInt(Math.max(0, -scale));
  return { digits: sign === '-' ? -digits : digits, scale: Math.max(0, scale) };
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

export function minus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const scaled = (decimal: Decimal) => decimal.digits * 10n ** BigInt(scale - decimal.scale);
  return { digits: scaled(a) - scaled(b), scale };
}

/** In the minor unit of the currency, rounded once. */
export function minorOf(decimal: Decimal, currency: unknown): number | null {
  return toMinor(written(decimal), currency);
}

/** @returns `null` where it is no whole number of minor units */
export function wholeMinorOf(decimal: Decimal, currency: unknown): number | null {
  const minor = minorOf(decimal, currency);
  const unit = toMinor('1', currency);
  if (minor === null || unit === null) return null;
  return BigInt(minor) * 10n ** BigInt(decimal.scale) === decimal.digits * BigInt(unit) ? minor : null;
}

function written({ digits, scale }: Decimal): string {
  const [sign, text] = digits < 0n ? ['-', String(-digits)] : ['', String(digits)];
  const padded = text.padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${sign}${padded.slice(0, point)}${scale > 0 ? `.${padded.slice(point)}` : ''}`;
}
