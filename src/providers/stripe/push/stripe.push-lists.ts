import type Stripe from 'stripe';
import { LoopGuard } from '../../calls/loop.guard.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import { pageAfter, type StripeObject } from '../streams/stripe.page.js';

/** Most keys of one call: https://docs.stripe.com/api/prices/list */
const LOOKUP_KEYS_AT_ONCE = 10;

export interface Listed {
  objects: StripeObject[];
  /** `false`: there is more than may be read. */
  isWhole: boolean;
}

/** Asked lists, which show what was written at once. Search does not. https://docs.stripe.com/search#data-freshness */
export class StripePushLists {
  /** @param mostPages of one list */
  constructor(
    private readonly client: StripeClient,
    private readonly mostPages: number,
  ) {}

  /** Customers with an address, or those that were made since a time. The address has to be written in the same case. */
  async customers(
    access: StripeAccess,
    filter: Pick<Stripe.CustomerListParams, 'email' | 'created'>,
    signal: AbortSignal,
  ): Promise<Listed> {
    return this.walk(access, 'GET /v1/customers', signal, (stripe, page, options) =>
      stripe.customers.list({ ...filter, ...page }, options),
    );
  }

  async products(access: StripeAccess, ids: string[], signal: AbortSignal): Promise<StripeObject[]> {
    const lists = chunks(ids, PAGE_LIMIT).map((some) =>
      this.walk(access, 'GET /v1/products', signal, (stripe, page, options) =>
        stripe.products.list({ ids: some, ...page }, options),
      ),
    );
    return (await Promise.all(lists)).flatMap(({ objects }) => objects);
  }

  /** With their products. Archived prices are among them. */
  async prices(access: StripeAccess, lookupKeys: string[], signal: AbortSignal): Promise<StripeObject[]> {
    const lists = chunks(lookupKeys, LOOKUP_KEYS_AT_ONCE).map((some) =>
      this.walk(access, 'GET /v1/prices', signal, (stripe, page, options) =>
        stripe.prices.list({ lookup_keys: some, expand: ['data.product'], ...page }, options),
      ),
    );
    return (await Promise.all(lists)).flatMap(({ objects }) => objects);
  }

  private async walk(
    access: StripeAccess,
    operation: string,
    signal: AbortSignal,
    list: (stripe: Stripe, page: Stripe.PaginationParams, options: Stripe.RequestOptions) => PromiseLike<unknown>,
  ): Promise<Listed> {
    const objects: StripeObject[] = [];
    const guard = new LoopGuard('Stripe');
    let after: string | null = null;
    for (let pages = 0; pages < this.mostPages; pages++) {
      const exchange = new ProviderExchange(signal);
      const page: Stripe.PaginationParams = { limit: PAGE_LIMIT, ...(after !== null && { starting_after: after }) };
      await this.client.send(access, operation, exchange, (stripe, options) => list(stripe, page, options));
      const { data, hasMore, last } = pageAfter(exchange, after, guard);
      objects.push(...data);
      if (!hasMore) return { objects, isWhole: true };
      after = last;
    }
    return { objects, isWhole: false };
  }
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
