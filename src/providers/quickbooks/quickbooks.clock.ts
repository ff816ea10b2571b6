import type { ProviderExchange } from '../http/provider.exchange.js';

/**
 * Up to when an answer is complete, by QuickBooks' clock: what it says is its time of answering, and by the `Date`
 * header the moment at which it was asked; the earlier of the two.
 * @returns epoch seconds
 */
export function watermarkOf({ seconds, body }: ProviderExchange): number {
  const answered = typeof body.time === 'string' ? Date.parse(body.time) : Number.NaN;
  return Number.isNaN(answered) ? seconds : Math.min(seconds, Math.floor(answered / 1000));
}
