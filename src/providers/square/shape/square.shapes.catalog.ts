import { asRecord, isoTime, items, metadata, text, firstText } from '../../kit/fields.js';
import { currencyCode } from '../../kit/currency.js';
import { address, firstItem, money } from './square.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

type Kind = ReturnType<Mapper<'product'>>['kind'];

const KINDS: Readonly<Record<string, Kind>> = {
  ITEM: 'product',
  ITEM_VARIATION: 'variation',
  CATEGORY: 'category',
  TAX: 'tax',
  DISCOUNT: 'discount',
  MODIFIER_LIST: 'option_list',
};

export const locations: Mapper<'location'> = (raw) => ({
  name: firstText(raw.name, raw.business_name),
  status: text(raw.status),
  address: address(raw.address),
  phone: text(raw.phone_number),
  email: text(raw.business_email),
  currency: currencyCode(raw.currency),
  timezone: text(raw.timezone),
  createdAt: isoTime(raw.created_at),
});

/** The data of a catalogue object is in a field that is named after its type: https://developer.squareup.com/docs/catalog-api/design-a-catalog */
export const products: Mapper<'product'> = (raw) => {
  const type = text(raw.type) ?? '';
  const data = asRecord(raw[`${type.toLowerCase()}_data`]);
  const isItem = type === 'ITEM';
  return {
    ...money(data.price_money ?? data.amount_money),
    kind: KINDS[type] ?? 'product',
    parentId: firstText(
      data.item_id,
      asRecord(data.parent_category).id,
      isItem ? firstItem(data.categories).id : null,
      isItem ? data.category_id : null,
    ),
    name: text(data.name),
    description: firstText(data.description_plaintext, data.description),
    active: raw.is_deleted !== true && data.is_archived !== true && data.enabled !== false,
    defaultPriceId: isItem ? text(firstItem(data.variations).id) : null,
    url: firstText(data.ecom_uri),
    metadata: metadata(stringsOf(raw.custom_attribute_values)),
    createdAt: isoTime(raw.created_at),
  };
};

function stringsOf(attributes: unknown): Record<string, unknown> {
  return Object.fromEntries(
    items(Object.values(asRecord(attributes))).map(({ name, string_value: value }) => [text(name) ?? '', value]),
  );
}

export const inventory_counts: Mapper<'inventory'> = (raw) => ({
  productId: text(raw.catalog_object_id),
  locationId: text(raw.location_id),
  state: text(raw.state),
  quantity: text(raw.quantity),
  countedAt: isoTime(raw.calculated_at),
});
