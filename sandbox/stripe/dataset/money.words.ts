const CURRENCIES = [
  'usd',
  'usd',
  'usd',
  'usd',
  'usd',
  'usd',
  'eur',
  'eur',
  'eur',
  'gbp',
  'gbp',
  'jpy',
  'jpy',
  'cad',
  'aud',
  'usd',
];

/** What one minor unit is worth in minor units of the settlement currency. Yen have no minor unit. */
const TO_USD: Record<string, number> = { gbp: 1.27, jpy: 0.67, cad: 0.73, aud: 0.66 };

export const currency = (hash: number): string => CURRENCIES[hash % CURRENCIES.length]!;

/** An amount in minor units that looks like a price; yen amounts are whole yen. */
export function amount(hash: number, of: string): number {
  const base = 500 + ((hash >>> 4) % 49_500);
  if (of === 'jpy') return base - (base % 10);
  return (hash & 3) === 0 ? base : base - (base % 100) + 99;
}

/** The account banks in dollars and euros; everything else is converted to dollars on arrival. */
export function settlement(of: string): { currency: string; rate: number | null } {
  if (of === 'usd' || of === 'eur') return { currency: of, rate: null };
  return { currency: 'usd', rate: TO_USD[of] ?? 1 };
}

export function settle(value: number, of: string): number {
  const { rate } = settlement(of);
  return rate === null ? value : Math.round(value * rate);
}
