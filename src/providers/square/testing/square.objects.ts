export const usd = (amount: number) => ({ amount, currency: 'USD' });

/** When an object was created, as Square tells and as it is normalised. */
export const CREATED = '2026-01-01T00:00:00Z';
export const ISO = '2026-01-01T00:00:00.000Z';
