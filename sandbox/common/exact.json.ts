/** A number that JavaScript's own would round, kept as its digits. */
export class ExactNumber {
  constructor(readonly text: string) {}

  /** About the same, for comparisons by size. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  /** Text that `exactJson` unquotes. */
  toJSON(): string {
    return `${MARK}${this.text}${MARK}`;
  }
}

/** A private character, which no vendor's text has. */
const MARK = '\uE000';
const NUMBER_OR_STRING = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const MARKED = new RegExp(`"${MARK}(-?[\\d.]+)${MARK}"`, 'g');
const MARKED_TEXT = new RegExp(`^${MARK}(-?[\\d.]+)${MARK}$`);
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The digits of a decimal: `units` divided by ten to the power of `scale`. */
export interface Decimal {
  units: bigint;
  scale: number;
}

/** @returns undefined for what is no decimal number */
export function decimalOf(value: unknown): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(String(value).trim()) ?? [];
  if (sign === undefined) return undefined;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -scale));
  return { units: sign === '-' ? -digits : digits, scale: Math.max(0, scale) };
}

/** Without exponent, and without zeros that mean nothing. */
export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** JavaScript's number where it is exactly this one. */
export function exactNumber(decimal: Decimal): number | ExactNumber {
  const text = decimalText(decimal);
  const number = Number(text);
  const back = decimalOf(number);
  return back && decimalText(back) === text ? number : new ExactNumber(text);
}

/** Reads JSON without rounding a number. */
export function parseExact(text: string): unknown {
  const marked = text.replace(NUMBER_OR_STRING, (token) => {
    const decimal = token.startsWith('"') ? undefined : decimalOf(token);
    const value = decimal && exactNumber(decimal);
    return value instanceof ExactNumber ? `"${value.toJSON()}"` : token;
  });
  if (marked === text) return JSON.parse(text);
  return JSON.parse(marked, (_key, value: unknown) => {
    const [, digits] = (typeof value === 'string' && MARKED_TEXT.exec(value)) || [];
    return digits === undefined ? value : new ExactNumber(digits);
  });
}

/** Writes JSON with every digit. */
export function exactJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(MARK) ? text.replace(MARKED, '$1') : text;
}
