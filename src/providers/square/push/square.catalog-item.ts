import { asRecord, items } from '../../kit/fields.js';
import type { SquareMoney } from './square.price.js';
import type { SquareObject } from './square.push-objects.js';
import { ownVariation, userDataOf } from './square.ticket-sku.js';

/** A ticket type. */
export interface WantedVariation {
  sku: string;
  name: string;
  price: SquareMoney;
}

/** An event, as the catalogue is to have it. */
export interface WantedItem {
  name: string;
  /** HTML. `null`: none. `undefined`: what is there stays. */
  description: string | null | undefined;
  isArchived: boolean;
  /** In the order of the event's ticket types. */
  variations: readonly WantedVariation[];
}

/** Where an object is sold. Absent lists are empty. */
interface Presence {
  present_at_all_locations: boolean;
  present_at_location_ids?: readonly unknown[];
  absent_at_location_ids?: readonly unknown[];
}

/** Ids that hold within one request, until Square has given the objects their own. */
const NEW_ITEM = '#item';
const newVariation = (sku: string): string => `#${sku}`;

/** @param location where it is sold; `null`: everywhere */
export function newItem(wanted: WantedItem, location: string | null): SquareObject {
  const presence: Presence =
    location === null
      ? { present_at_all_locations: true }
      : { present_at_all_locations: false, present_at_location_ids: [location] };
  return {
    type: 'ITEM',
    id: NEW_ITEM,
    ...presence,
    item_data: {
      name: wanted.name,
      ...(wanted.description && { description_html: wanted.description }),
      variations: wanted.variations.map((variation) => added(NEW_ITEM, variation, presence)),
    },
  };
}

/**
 * The item with what is wanted, and everything else as it was: an upsert replaces it as a whole, and what it leaves out is
 * deleted. The variation of a ticket type that is no longer there is kept and sold nowhere, because the merchant may have
 * added to it, and reports refer to it.
 * @param item as Square has just sent it, with the versions of the item and of its variations
 */
export function mergedItem(item: SquareObject, wanted: WantedItem, reference: string): SquareObject {
  const { variations, ...data } = asRecord(item.item_data);
  const wishes = new Map(wanted.variations.map((variation) => [variation.sku, variation]));
  const seen = new Set<string>();
  const kept = items(variations).map((variation) => {
    const own = ownVariation(reference, asRecord(variation.item_variation_data));
    // The second one of a SKU is a copy that the merchant has made.
    if (!own || seen.has(own.sku)) return variation;
    seen.add(own.sku);
    const wish = wishes.get(own.sku);
    return wish ? offered(variation, wish, own.isWithdrawn ? presenceOf(item) : null) : withdrawn(variation, own.sku);
  });
  const missing = wanted.variations.filter(({ sku }) => !seen.has(sku));
  const more = missing.map((variation) => added(String(item.id), variation, presenceOf(item)));
  return {
    ...item,
    item_data: {
      ...described(data, wanted.description),
      name: wanted.name,
      is_archived: wanted.isArchived,
      variations: [...kept, ...more],
    },
  };
}

/**
 * The item, archived and otherwise as it is. An archived item leaves the point of sale, and stays in reports, refunds and
 * invoices; the locations that the merchant has chosen are kept. https://developer.squareup.com/docs/catalog-api/archive-catalog-items
 */
export function archivedItem(item: SquareObject): SquareObject {
  return { ...item, item_data: { ...asRecord(item.item_data), is_archived: true } };
}

export const isArchived = (item: SquareObject): boolean => asRecord(item.item_data).is_archived === true;

function added(item: string, { sku, name, price }: WantedVariation, presence: Presence): SquareObject {
  return {
    type: 'ITEM_VARIATION',
    id: newVariation(sku),
    ...presence,
    item_variation_data: {
      item_id: item,
      name,
      sku,
      user_data: userDataOf(sku, false),
      pricing_type: 'FIXED_PRICING',
      price_money: price,
    },
  };
}

/** @param presence where it is sold again; `null`: where it is now */
function offered(variation: SquareObject, { sku, name, price }: WantedVariation, presence: Presence | null) {
  const data = asRecord(variation.item_variation_data);
  const said = { name, sku, user_data: userDataOf(sku, false), pricing_type: 'FIXED_PRICING', price_money: price };
  return { ...(presence ? placed(variation, presence) : variation), item_variation_data: { ...data, ...said } };
}

function withdrawn(variation: SquareObject, sku: string): SquareObject {
  const data = asRecord(variation.item_variation_data);
  return {
    ...placed(variation, { present_at_all_locations: false }),
    item_variation_data: { ...data, user_data: userDataOf(sku, true) },
  };
}

function placed(variation: SquareObject, presence: Presence): SquareObject {
  const { present_at_location_ids: _present, absent_at_location_ids: _absent, ...rest } = variation;
  return { ...rest, ...presence };
}

/** Of the item: a variation is sold only where its item is. */
function presenceOf(item: SquareObject): Presence {
  const { present_at_all_locations, present_at_location_ids: present, absent_at_location_ids: absent } = item;
  return {
    present_at_all_locations: present_at_all_locations !== false,
    ...(Array.isArray(present) && { present_at_location_ids: present }),
    ...(Array.isArray(absent) && { absent_at_location_ids: absent }),
  };
}

/** Square derives the other two from the HTML, which wins over them. */
function described(data: SquareObject, html: WantedItem['description']): SquareObject {
  if (html === undefined) return data;
  const { description: _text, description_plaintext: _plain, description_html: _html, ...rest } = data;
  return html === null ? rest : { ...rest, description_html: html };
}
