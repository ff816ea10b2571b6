import { asRecord } from '../../kit/fields.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { LoopGuard } from '../../calls/loop.guard.js';

export interface StripeObject extends Record<string, unknown> {
  id: string;
}

interface StripePage {
  data: StripeObject[];
  /** Objects that have no id, and can therefore not be kept. */
  unusable: number;
  hasMore: boolean;
  /** Id of the last object: the cursor of the next page. */
  last: string | null;
}

/**
 * The page that follows the object `after`. https://docs.stripe.com/api/pagination
 * @param guard of this walk
 * @throws ProviderProtocolError when the answer is not a list as documented, or leads in a circle
 */
export function pageAfter(exchange: ProviderExchange, after: string | null, guard: LoopGuard): StripePage {
  const { data: all, has_more: hasMore } = exchange.body;
  if (!Array.isArray(all) || typeof hasMore !== 'boolean') {
    throw new ProviderProtocolError('Stripe answered a list that is not one');
  }
  const data = all.filter(isObject);
  if (hasMore && data.length === 0) throw new ProviderProtocolError('Stripe answered an empty page with more to come');
  if (data.some(({ id }) => id === after)) {
    throw new ProviderProtocolError('Stripe answered a page that contains the cursor it was to begin after');
  }
  const last = data.at(-1)?.id ?? null;
  if (hasMore && last !== null) guard.pass(last);
  return { data, unusable: all.length - data.length, hasMore, last };
}

/** When an object was created, epoch seconds. Invoice items call it `date`. */
export function createdOf({ created, date }: StripeObject): number | null {
  const seconds = created ?? date;
  return typeof seconds === 'number' ? seconds : null;
}

function isObject(value: unknown): value is StripeObject {
  const { id } = asRecord(value);
  return typeof id === 'string' && id !== '';
}
