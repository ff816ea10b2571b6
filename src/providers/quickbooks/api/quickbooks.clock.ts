import type { ProviderExchange } from '../../http/provider.exchange.js';

/** Epoch seconds in ISO 8601, without the fraction that none of QuickBooks' times has. */
export function isoSeconds(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/**
 * Up to when an answer is complete, by QuickBooks' clock: what it says is its time of answering, and by the `Date`
 * header the moment at which it was asked; the earlier of the two.
 * @returns epoch seconds
 */
export function watermarkOf({ seconds, body }: ProviderExchange): number {
  const answered = typeof body.time === 'string' ? Date.parse(body.time) : Number.NaN;
  return Number.isNaN(answered) ? seconds : Math.min(seconds, Math.floor(answered / 1000));
}
