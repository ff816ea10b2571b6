import type { ProviderExchange } from '../../http/provider.exchange.js';
import { text } from '../fields.js';

/** Servers of one provider may be so far apart. */
const SKEW_MS = 5_000;

/**
 * Whether an answer shows an object that was made before the request was sent: the provider has repeated what it answered to
 * the first request with this key. Both times are of the provider's clock.
 * @param madeAt time in the object
 */
export function isEarlier(madeAt: unknown, { seconds }: Pick<ProviderExchange, 'seconds'>): boolean {
  return Date.parse(text(madeAt) ?? '') < seconds * 1_000 - SKEW_MS;
}
