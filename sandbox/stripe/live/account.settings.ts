/** What an account takes that Stripe does not say for certain, so tests set it. */
export interface AccountSettings {
  /** The largest price; null takes any. */
  mostUnitAmount: number | null;
  /** Whether the last digit of currencies with three decimals must be a zero. */
  thousandthsAreTens: boolean;
  /** Among which prices a lookup key is unique. Archived ones keep theirs. */
  lookupKeysOf: 'all' | 'active';
}

export const USUAL_SETTINGS: AccountSettings = {
  mostUnitAmount: 99_999_999,
  thousandthsAreTens: true,
  lookupKeysOf: 'all',
};
