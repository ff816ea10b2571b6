/** Decimals of a currency's minor unit, where they are not two: ISO 4217. */
const EXPONENTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
};

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** ISO 4217, upper case. */
export function currencyCode(currency: unknown): string | null {
  return typeof currency === 'string' && currency !== '' ? currency.toUpperCase() : null;
}

/**
 * A decimal amount in major units as an integer in minor ones, without going through binary fractions: 1.005 is
 * rounded by its digits, half away from zero.
 * @param amount number or decimal string, as the provider sends it
 * @returns `null` for what is no amount, or too large to be counted exactly
 */
export function toMinor(amount: unknown, currency: unknown): number | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null;
  const match = DECIMAL.exec(plain(amount));
  if (!match) return null;
  const exponent = EXPONENTS[currencyCode(currency) ?? ''] ?? 2;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = fraction.padEnd(exponent + 1, '0');
  const roundUp = Number(digits[exponent]) >= 5 ? 1n : 0n;
  const minor = BigInt(whole + digits.slice(0, exponent)) + roundUp;
  const value = Number(minor);
  if (!Number.isSafeInteger(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
}

/** Numbers beyond 1e21 and below 1e-6 are written with an exponent; the latter are nothing in any currency. */
function plain(amount: number | string): string {
  if (typeof amount === 'string') return amount.trim();
  return Math.abs(amount) < 1e-6 ? '0' : String(amount);
}
