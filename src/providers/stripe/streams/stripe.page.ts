import { ProviderProtocolError } from '../../provider.errors.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { LoopGuard } from '../../calls/loop.guard.js';

export interface StripeObject extends Record<string, unknown> {
  id: string;
}

interface StripePage {
  data: StripeObject[];
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
  const { data, has_more: hasMore } = exchange.body;
  if (!Array.isArray(data) || typeof hasMore !== 'boolean' || !data.every(isObject)) {
    throw new ProviderProtocolError('Stripe answered a list that is not one');
  }
  if (hasMore && data.length === 0) throw new ProviderProtocolError('Stripe answered an empty page with more to come');
  if (data.some(({ id }) => id === after)) {
    throw new ProviderProtocolError('Stripe answered a page that contains the cursor it was to begin after');
  }
  const last = data.at(-1)?.id ?? null;
  if (hasMore && last !== null) guard.pass(last);
  return { data, hasMore, last };
}

function isObject(value: unknown): value is StripeObject {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string';
}

const BEFORE_DATA = /^\s*\{\s*"object"\s*:\s*"list"\s*,\s*"data"\s*:\s*(?=\[)/;

/**
 * The text of `data`, cut out of the answer: writing 100 parsed objects out again costs more than parsing them.
 *
 * The answer is valid JSON and begins as Stripe's lists do, so the array starts where it seems to. It is taken to
 * end with the last bracket of the text; if what follows it completes the remaining members, that was its end.
 * @returns `null` when the answer is laid out in another way
 */
export function dataText(exchange: ProviderExchange): string | null {
  const { text, body } = exchange;
  const start = BEFORE_DATA.exec(text)?.[0].length;
  if (start === undefined) return null;
  const end = text.lastIndexOf(']') + 1;
  return tailMembers(text.slice(end)) === Object.keys(body).length - 2 ? text.slice(start, end) : null;
}

function tailMembers(tail: string): number | null {
  try {
    return Object.keys(JSON.parse(`{"data":0${tail}`) as object).length - 1;
  } catch {
    return null;
  }
}
