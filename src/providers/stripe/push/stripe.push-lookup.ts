import { eventState } from '../../kit/push/event.state.js';
import { text } from '../../kit/fields.js';
import { ABSENT } from '../../kit/push/found.objects.js';
import type { PushLookup } from '../../kit/push/push.adapter.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { Found, KnownObject, Lookup, PushIntent } from '../../push.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeCustomerLookup } from './stripe.customer-lookup.js';
import { foundAmong } from './stripe.push-found.js';
import type { StripePushLists } from './stripe.push-lists.js';
import { formOf, metadataName } from './stripe.push-form.js';
import { HUB_REF, HUB_REPLACED_BY, HUB_REPLACES, hubName, metadataOf } from './stripe.push-metadata.js';
import type { StripePushReader } from './stripe.push-reader.js';
import type { StripeTargetName } from './stripe.push-targets.js';

type Wanted = Pick<Lookup, 'reference'> & Partial<Lookup>;

/** Looks for objects by our reference: customers by their address and metadata, products by id, prices by lookup key. */
export class StripePushLookup implements PushLookup<StripeAccess, StripeTargetName> {
  constructor(
    private readonly lists: StripePushLists,
    private readonly customers: StripeCustomerLookup,
    private readonly reader: StripePushReader,
  ) {}

  async find(
    access: StripeAccess,
    target: StripeTargetName,
    lookups: readonly Lookup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    if (target === 'customer') return this.customers.find(access, lookups, signal);
    return target === 'price' ? this.prices(access, lookups, signal) : this.products(access, lookups, signal);
  }

  /** An object of an earlier connection, or a customer with the address of the contact. */
  async adoptable(
    access: StripeAccess,
    target: StripeTargetName,
    intent: PushIntent,
    signal: AbortSignal,
  ): Promise<Found> {
    const { reference, items } = intent;
    if (target === 'customer') return this.customers.adoptable(access, intent, signal);
    const [event] = itemsOf(items, 'events');
    if (event && eventState(event.body) === 'unpublished') return ABSENT;
    if (target !== 'price') return (await this.products(access, [{ reference }], signal)).get(reference) ?? ABSENT;
    const found = (await this.prices(access, [{ reference }], signal)).get(reference) ?? ABSENT;
    if (found.kind !== 'found') return found;
    return { kind: 'found', known: await this.reader.complete(access, target, found.known.object ?? {}, signal) };
  }

  /** As it is now, or the price that another hub has made in its place. `null`: it is gone. */
  async read(
    access: StripeAccess,
    target: StripeTargetName,
    externalId: string,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const known = await this.reader.read(access, target, externalId, signal);
    const reference = known && target === 'price' ? metadataOf(known.object, HUB_REF) : null;
    if (reference === null || text(known?.object?.lookup_key) === hubName(reference)) return known;
    const [price, ...others] = await this.lists.prices(access, [hubName(reference)], signal);
    if (!price || others.length > 0 || metadataOf(price, HUB_REF) !== reference) return known;
    return this.reader.complete(access, target, price, signal);
  }

  private async products(
    access: StripeAccess,
    lookups: readonly Wanted[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    const ids = lookups.map(({ reference }) => hubName(reference));
    const products = await this.lists.products(access, ids, signal);
    return new Map(
      lookups.map(({ reference }) => {
        const named = products.filter(({ id }) => id === hubName(reference));
        return [reference, foundAmong(named, reference)];
      }),
    );
  }

  private async prices(
    access: StripeAccess,
    lookups: readonly Wanted[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    const keys = lookups.map(({ reference }) => hubName(reference));
    const prices = await this.lists.prices(access, keys, signal);
    return new Map(
      lookups.map(({ reference, request }) => {
        // Until a new price has taken the key over, the price that it replaces has it.
        const former = request && formOf(request).get(metadataName(HUB_REPLACES));
        const named = prices.filter(
          (price) =>
            price.lookup_key === hubName(reference) &&
            price.id !== former &&
            metadataOf(price, HUB_REPLACED_BY) === null,
        );
        return [reference, foundAmong(named, reference)];
      }),
    );
  }
}
