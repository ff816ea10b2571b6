export const HOME_CURRENCY = 'USD';

interface Currency {
  name: string;
  /** Digits after the point. */
  decimals: 0 | 2;
  /** Worth of one unit in the home currency. */
  rate: number;
}

const CURRENCIES: Readonly<Record<string, Currency>> = {
  USD: { name: 'United States Dollar', decimals: 2, rate: 1 },
  EUR: { name: 'Euro', decimals: 2, rate: 1.0834 },
  GBP: { name: 'British Pound Sterling', decimals: 2, rate: 1.2719 },
  CAD: { name: 'Canadian Dollar', decimals: 2, rate: 0.7342 },
  JPY: { name: 'Japanese Yen', decimals: 0, rate: 0.0067 },
};

const SPREAD = ['USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR', 'EUR', 'GBP', 'CAD', 'JPY'];

export const currencyBy = (hash: number): string => SPREAD[hash % SPREAD.length]!;

function currency(code: string): Currency {
  return CURRENCIES[code] ?? { name: code, decimals: 2, rate: 1 };
}

export const isCurrency = (code: string): boolean => code in CURRENCIES;
export const exchangeRate = (code: string): number => currency(code).rate;
export const minorPerUnit = (code: string): number => (currency(code).decimals === 0 ? 1 : 100);

/** Integer minor units as the decimal that goes over the wire: 36207 is 362.07 dollars, 36207 yen are 36207. */
export function decimal(minor: number, code: string): number {
  return minor / minorPerUnit(code);
}

/** The other way; half a cent is rounded away from zero. */
export function minorUnits(amount: unknown, code: string): number {
  const minor = Number(amount ?? 0) * minorPerUnit(code);
  return Math.sign(minor) * Math.round(Math.abs(minor) + 1e-7);
}

export function homeAmount(minor: number, code: string): number {
  const home = (minor / minorPerUnit(code)) * currency(code).rate;
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
