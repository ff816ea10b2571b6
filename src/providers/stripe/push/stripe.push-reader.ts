import type Stripe from 'stripe';
import { isFound } from '../../kit/found.js';
import { text } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { KnownObject } from '../../push.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeClient } from '../api/stripe.client.js';
import { REPLACED } from './stripe.price-state.js';
import { HUB_REPLACES, metadataOf } from './stripe.push-metadata.js';
import type { StripeTargetName } from './stripe.push-targets.js';

type Json = Record<string, unknown>;

interface Resource {
  operation: string;
  retrieve(stripe: Stripe, id: string, options: Stripe.RequestOptions): PromiseLike<unknown>;
}

const RESOURCES: Readonly<Record<StripeTargetName, Resource>> = {
  customer: {
    operation: 'GET /v1/customers/:id',
    retrieve: (stripe, id, options) => stripe.customers.retrieve(id, {}, options),
  },
  product: {
    operation: 'GET /v1/products/:id',
    retrieve: (stripe, id, options) => stripe.products.retrieve(id, {}, options),
  },
  price: {
    operation: 'GET /v1/prices/:id',
    retrieve: (stripe, id, options) => stripe.prices.retrieve(id, { expand: ['product'] }, options),
  },
};

/** Reads pushed objects as they are now. */
export class StripePushReader {
  constructor(private readonly client: StripeClient) {}

  /** @returns `null`: it is gone */
  async read(
    access: StripeAccess,
    target: StripeTargetName,
    id: string,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const object = await this.retrieve(access, target, id, signal);
    return object && this.complete(access, target, object, signal);
  }

  /** @param object of a list, a price with its product */
  async complete(
    access: StripeAccess,
    target: StripeTargetName,
    object: Json,
    signal: AbortSignal,
  ): Promise<KnownObject> {
    const externalId = text(object.id);
    if (externalId === null) throw new ProviderProtocolError('Stripe answered an object without an id');
    const known = { externalId, externalVersion: null, origin: 'created' } as const;
    const replaced = target === 'price' ? metadataOf(object, HUB_REPLACES) : null;
    if (replaced === null) return { ...known, object };
    return { ...known, object: { ...object, [REPLACED]: await this.retrieve(access, 'price', replaced, signal) } };
  }

  private async retrieve(
    access: StripeAccess,
    target: StripeTargetName,
    id: string,
    signal: AbortSignal,
  ): Promise<Json | null> {
    const resource = RESOURCES[target];
    const exchange = new ProviderExchange(signal);
    const call = this.client.send(access, resource.operation, exchange, (stripe, options) =>
      resource.retrieve(stripe, id, options),
    );
    // Customers leave a stub behind; everything else is not found any more.
    return (await isFound(call)) && exchange.body.deleted !== true ? exchange.body : null;
  }
}
