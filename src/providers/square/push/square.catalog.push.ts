import { dead, NOTHING, skipped } from '../../kit/push/built.requests.js';
import { eventState } from '../../kit/push/event.state.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, ItemBody, KnownObject, PushIntent } from '../../push.port.js';
import {
  archivedItem,
  isArchived,
  mergedItem,
  newItem,
  type WantedItem,
  type WantedVariation,
} from './square.catalog-item.js';
import { squareMoney } from './square.price.js';
import type { SquareObject } from './square.push-objects.js';
import type { SquarePushRequests } from './square.push-requests.js';
import { locationOf } from './square.push-rules.js';
import { skuOf } from './square.ticket-sku.js';

const CATALOG_UPSERT = '/v2/catalog/batch-upsert';

/** An event with its ticket types as one item of the catalogue. */
export class SquareCatalogBuilder {
  constructor(private readonly requests: SquarePushRequests) {}

  async build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    const [item] = itemsOf(intent.items, 'events');
    if (!item) return known ? this.archive(readObject(known), key) : NOTHING;
    const event = item.body;
    const state = eventState(event);
    if (state === 'unpublished')
      return skipped('status', `The event is ${event.status}: it is pushed once it is approved`);
    const wanted = wantedItem(event, intent.reference);
    if ('kind' in wanted) return wanted;
    if (known) return this.update(mergedItem(readObject(known), wanted, intent.reference), wanted, key);
    if (state === 'over') return skipped('status', `The event is ${event.status}, and was never in the catalogue`);
    if (wanted.variations.length === 0)
      return skipped('status', 'The event has no ticket types, so there is nothing to sell');
    return this.request('create', newItem(wanted, locationOf(intent.rules)), wanted, key);
  }

  private update(item: SquareObject, wanted: WantedItem, key: string): Promise<BuiltRequest> {
    return this.request(wanted.isArchived ? 'archive' : 'update', item, wanted, key);
  }

  /** The event is no longer one of the account's. */
  private async archive(item: SquareObject, key: string): Promise<BuiltRequest> {
    if (isArchived(item)) return NOTHING;
    return this.request('archive', archivedItem(item), 'archived', key);
  }

  private async request(
    kind: 'create' | 'update' | 'archive',
    object: SquareObject,
    content: unknown,
    key: string,
  ): Promise<BuiltRequest> {
    const body = { idempotency_key: key, batches: [{ objects: [object] }] };
    const request = await this.requests.build({ kind, method: 'POST', path: CATALOG_UPSERT, body, content });
    return { kind: 'request', request };
  }
}

/** By which the item of an event can be found. */
export function skusOf({ items, reference }: Pick<PushIntent, 'items' | 'reference'>): string[] {
  const [event] = itemsOf(items, 'events');
  if (!event || eventState(event.body) === 'unpublished') return [];
  return event.body.ticketTypes.map(({ id }) => skuOf(reference, id));
}

function wantedItem(event: ItemBody<'events'>, reference: string): WantedItem | ReturnType<typeof dead> {
  const variations: WantedVariation[] = [];
  for (const { id, name, priceMinor, currency } of event.ticketTypes) {
    const price = squareMoney(priceMinor, currency);
    if ('kind' in price) return dead(price.code, `Ticket type ${id}: ${price.message}`);
    variations.push({ sku: skuOf(reference, id), name, price });
  }
  const { name, description } = event;
  return {
    name,
    description: description === undefined ? undefined : htmlOf(description ?? '') || null,
    isArchived: eventState(event) === 'over' || variations.length === 0,
    variations,
  };
}

function htmlOf(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/\r?\n/g, '<br>');
}

function readObject({ object, externalId }: KnownObject): SquareObject {
  if (!object) throw new Error(`The item ${externalId} was not read: an upsert would delete what it does not name`);
  return object;
}
