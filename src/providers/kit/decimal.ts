import { ExactNumber } from '../../common/exact-number.js';

/** A decimal number with all its digits: `units` divided by ten to the power of `scale`. */
export interface Decimal {
  units: bigint;
  /** How many of the digits are decimals; never negative. */
  scale: number;
}

const FORM = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** No amount comes near it; it bounds what a broken one can cost. */
const MOST_CHARACTERS = 400;

/**
 * Reads a decimal without going through binary fractions. A JSON number has the digits that it is written with, if the
 * text was read by `parseExact`.
 * @param value number or text, as the vendor sends it
 * @returns `null` for what is no decimal
 * @example exactDecimal('1.005') // { units: 1005n, scale: 3 }
 */
export function exactDecimal(value: unknown): Decimal | null {
  const match = FORM.exec(textOf(value));
  if (!match) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = BigInt(sign + whole + fraction || '0');
  const scale = fraction.length - Number(power);
  return scale >= 0 ? { units: digits, scale } : { units: digits * tenTo(-scale), scale: 0 };
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { units: left.units * right.units, scale: left.scale + right.scale };
}

export function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { units: unitsAt(left, scale) + unitsAt(right, scale), scale };
}

export function negate({ units, scale }: Decimal): Decimal {
  return { units: -units, scale };
}

/** In units of which `scale` digits are decimals; rounded half away from zero where it has more of them. */
export function unitsAt({ units, scale: own }: Decimal, scale: number): bigint {
  if (own <= scale) return units * tenTo(scale - own);
  const divisor = tenTo(own - scale);
  const half = units < 0n ? -divisor : divisor;
  return (2n * units + half) / (2n * divisor);
}

/** Whether `scale` decimals are enough to say it. */
export function isExactAt({ units, scale: own }: Decimal, scale: number): boolean {
  return own <= scale || units % tenTo(own - scale) === 0n;
}

/** Without the zeros at its end: `0.250` as `0.25`. */
export function shortest({ units, scale }: Decimal): Decimal {
  let [rest, decimals] = [units, scale];
  while (decimals > 0 && rest % 10n === 0n) [rest, decimals] = [rest / 10n, decimals - 1];
  return { units: rest, scale: decimals };
}

/** With exactly as many decimals as its scale: `{ units: 5n, scale: 2 }` is `0.05`. */
export function decimalText({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

function tenTo(power: number): bigint {
  return 10n ** BigInt(power);
}

function textOf(value: unknown): string {
  if (value instanceof ExactNumber) return value.digits;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.length <= MOST_CHARACTERS ? value.trim() : '';
}
