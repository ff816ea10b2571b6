import { asRecord, isoTime, items, metadata, text, firstText } from '../../kit/fields.js';
import { currencyCode } from '../../kit/currency.js';
import { customAttributes } from './square.custom-attributes.js';
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

/** The one type that is not written out as the field is. */
const SHORT_TYPES: Readonly<Record<string, string>> = { ITEM_OPTION_VAL: 'ITEM_OPTION_VALUE' };

/** The data of a catalogue object is in a field that is named after its type: https://developer.squareup.com/docs/catalog-api/design-a-catalog */
export const products: Mapper<'product'> = (raw) => {
  const type = text(raw.type) ?? '';
  const data = asRecord(raw[`${(SHORT_TYPES[type] ?? type).toLowerCase()}_data`]);
  const isItem = type === 'ITEM';
  return {
    ...money(data.price_money ?? data.amount_money),
    kind: KINDS[type] ?? 'product',
    parentId: firstText(
      data.item_id,
      data.item_option_id,
      asRecord(data.parent_category).id,
      isItem ? firstItem(data.categories).id : null,
      isItem ? data.category_id : null,
    ),
    name: text(data.name),
    description: firstText(data.description_plaintext, data.description),
    active: raw.is_deleted !== true && data.is_archived !== true && data.enabled !== false,
    defaultPriceId: isItem ? text(firstItem(data.variations).id) : null,
    sku: skuOf(data),
    url: firstText(data.ecom_uri),
    metadata: { ...rateOf(type, data), ...customAttributes(raw.custom_attribute_values) },
    createdAt: isoTime(raw.created_at),
  };
};

/** A tax or a discount by percentage has no amount. */
function rateOf(type: string, data: Record<string, unknown>): Record<string, string> {
  if (type !== 'TAX' && type !== 'DISCOUNT') return {};
  const { percentage, inclusion_type, discount_type } = data;
  return metadata({ percentage, inclusion_type, discount_type });
}

/** Of an item that is sold in one way: that of its only variation. */
function skuOf(data: Record<string, unknown>): string | null {
  const [only, ...more] = items(data.variations);
  return firstText(data.sku, more.length === 0 ? asRecord(only?.item_variation_data).sku : null);
}

export const inventory_counts: Mapper<'inventory'> = (raw) => ({
  productId: text(raw.catalog_object_id),
  locationId: text(raw.location_id),
  state: text(raw.state),
  quantity: text(raw.quantity),
  countedAt: isoTime(raw.calculated_at),
});
