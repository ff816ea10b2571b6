import { LoopGuard } from '../../calls/loop.guard.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { asRecord, items, text } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import { ABSENT, foundOf } from '../../kit/push/found.objects.js';
import type { PushLookup } from '../../kit/push/push.adapter.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { Choice, Found, KnownObject, Lookup, PushIntent } from '../../push.port.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { inGroups } from '../api/square.locations.js';
import { SQUARE_RESOURCES } from '../api/square.resources.js';
import { skusOf } from './square.catalog.push.js';
import { knownObject, type SquareObject } from './square.push-objects.js';
import { adoptsByEmail } from './square.push-rules.js';
import type { SquareTargetName } from './square.push-targets.js';
import { ownVariation } from './square.ticket-sku.js';

/** Most SKUs of one query: https://developer.squareup.com/reference/square/objects/CatalogQuerySet */
const SKUS_AT_ONCE = 250;
/** Most objects of one page, or of one read by ids. */
const OBJECTS_AT_ONCE = 1_000;
const CUSTOMERS_AT_ONCE = 100n;
/** A reference that a hub has given. */
const OUR_REFERENCE = /^[a-z2-7]{32}$/;

type TextFilter = 'referenceId' | 'emailAddress';

/**
 * Finds what was pushed. Searches show a write after up to a minute, and are used only to look for objects. The object
 * itself is then read by its id, which shows it as it is now.
 */
export class SquarePushLookup implements PushLookup<SquareAccess, SquareTargetName> {
  constructor(private readonly client: SquareClient) {}

  async find(
    access: SquareAccess,
    target: SquareTargetName,
    lookups: readonly Lookup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    if (target === 'catalog') {
      const wanted = lookups.map(({ reference, request }) => ({ reference, skus: skusIn(request.body, reference) }));
      return this.items(access, wanted, signal);
    }
    const found = new Map<string, Found>();
    for (const { reference } of lookups) {
      found.set(reference, await this.customer(access, reference, signal));
    }
    return found;
  }

  /** One of an earlier connection; else a customer whom the rule allows to be adopted. */
  async adoptable(
    access: SquareAccess,
    target: SquareTargetName,
    intent: PushIntent,
    signal: AbortSignal,
  ): Promise<Found> {
    const { reference, rules } = intent;
    if (target === 'catalog') {
      const found = await this.items(access, [{ reference, skus: skusOf(intent) }], signal);
      return found.get(reference) ?? ABSENT;
    }
    const own = await this.customer(access, reference, signal);
    const contact = itemsOf(intent.items, 'contacts')[0]?.body;
    const isWanted = contact && !contact.erase && !contact.deletedAt && adoptsByEmail(rules);
    return own.kind === 'absent' && isWanted ? this.customerOf(access, contact.email, signal) : own;
  }

  /** As it is now. A customer that was merged is found as the one that is left. `null`: it is gone. */
  async read(
    access: SquareAccess,
    target: SquareTargetName,
    externalId: string,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const { found: operation = '', read } = SQUARE_RESOURCES[target === 'customer' ? 'customers' : 'products']!;
    const exchange = new ProviderExchange(signal);
    const call = this.client.send(access, operation, exchange, (square) => read!(square, externalId));
    if (!(await isFound(call))) return null;
    return knownObject(asRecord(exchange.body[target === 'customer' ? 'customer' : 'object']), 'created');
  }

  /** Where something can be sold. */
  async locations(access: SquareAccess, signal: AbortSignal): Promise<Choice[]> {
    const { listed, list } = SQUARE_RESOURCES.locations!;
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, listed, exchange, (square) => list(square, { locationIds: [], limit: 0 }));
    return items(exchange.body.locations).map(({ id, name, status }) => ({
      id: String(id),
      name: text(name) ?? String(id),
      ...(status !== 'ACTIVE' && { unavailable: 'The location is closed' }),
    }));
  }

  private async customer(access: SquareAccess, reference: string, signal: AbortSignal): Promise<Found> {
    const found = await this.customers(access, 'referenceId', reference, signal);
    return oneOf(
      found.filter((customer) => customer.reference_id === reference),
      'created',
    );
  }

  /** Those that a hub has made for another contact, or another tenant, are not the merchant's own. */
  private async customerOf(access: SquareAccess, email: string, signal: AbortSignal): Promise<Found> {
    const found = await this.customers(access, 'emailAddress', email, signal);
    const own = found.filter(
      ({ email_address: address, reference_id: reference }) =>
        text(address)?.toLowerCase() === email.toLowerCase() && !OUR_REFERENCE.test(text(reference) ?? ''),
    );
    return oneOf(own, 'adopted');
  }

  private async customers(access: SquareAccess, by: TextFilter, exact: string, signal: AbortSignal) {
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, 'POST /v2/customers/search', exchange, (square) =>
      square.customers.search({ limit: CUSTOMERS_AT_ONCE, query: { filter: { [by]: { exact } } } }),
    );
    return items(exchange.body.customers);
  }

  /** Items by the SKUs of their variations. A SKU may be there more than once: a copy of an item has those of the original. */
  private async items(
    access: SquareAccess,
    wanted: readonly { reference: string; skus: readonly string[] }[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    const parents = new Map<string, string[]>();
    for (const group of inGroups([...new Set(wanted.flatMap(({ skus }) => skus))], SKUS_AT_ONCE)) {
      for (const { item_variation_data: data } of await this.variations(access, group, signal)) {
        const { sku, item_id: id } = asRecord(data);
        if (typeof id === 'string') parents.set(String(sku), [...(parents.get(String(sku)) ?? []), id]);
      }
    }
    const objects = await this.objects(access, [...new Set([...parents.values()].flat())], signal);
    return new Map(
      wanted.map(({ reference, skus }) => {
        const ids = new Set(skus.flatMap((sku) => parents.get(sku) ?? []));
        const found = [...ids].map((id) => objects.get(id)).filter((object) => object !== undefined);
        return [reference, oneOf(found, 'created')];
      }),
    );
  }

  private async variations(access: SquareAccess, skus: string[], signal: AbortSignal): Promise<SquareObject[]> {
    const guard = new LoopGuard('Square');
    const found: SquareObject[] = [];
    for (let cursor: string | undefined, isLast = false; !isLast;) {
      const exchange = new ProviderExchange(signal);
      const asked = { cursor, limit: OBJECTS_AT_ONCE, objectTypes: ['ITEM_VARIATION' as const] };
      await this.client.send(access, 'POST /v2/catalog/search', exchange, (square) =>
        square.catalog.search({ ...asked, query: { setQuery: { attributeName: 'sku', attributeValues: skus } } }),
      );
      found.push(...items(exchange.body.objects));
      const next = text(exchange.body.cursor);
      isLast = !next;
      if (next) guard.pass(next);
      cursor = next ?? undefined;
    }
    return found;
  }

  private async objects(access: SquareAccess, ids: string[], signal: AbortSignal): Promise<Map<string, SquareObject>> {
    const found = new Map<string, SquareObject>();
    for (const objectIds of inGroups(ids, OBJECTS_AT_ONCE)) {
      const exchange = new ProviderExchange(signal);
      await this.client.send(access, 'POST /v2/catalog/batch-retrieve', exchange, (square) =>
        square.catalog.batchGet({ objectIds }),
      );
      for (const object of items(exchange.body.objects)) found.set(String(object.id), object);
    }
    return found;
  }
}

function oneOf(objects: readonly SquareObject[], origin: KnownObject['origin']): Found {
  return foundOf(objects.flatMap((object) => knownObject(object, origin) ?? []));
}

/** Of the ticket types that a request was to make. */
function skusIn(body: Buffer, reference: string): string[] {
  const { batches } = asRecord(JSON.parse(body.toString('utf8')));
  const objects = items(batches).flatMap(({ objects: of }) => items(of));
  const variations = objects.flatMap(({ item_data: data }) => items(asRecord(data).variations));
  return variations.flatMap(({ item_variation_data: data }) => ownVariation(reference, asRecord(data))?.sku ?? []);
}
