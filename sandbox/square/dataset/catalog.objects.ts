import type { SquareObject } from '../square.stream.js';
import { catalogCreated, catalogLayout, catalogType, catalogUpdated, itemOf, variationsOf } from './catalog.facts.js';
import type { Dataset } from './dataset.js';
import { currencyAt, MAIN_LOCATION } from './location.objects.js';
import { categoryName, itemName, price, variationName } from './shop.words.js';
import { iso } from './square.time.js';

export function catalogObject(data: Dataset, index: number): SquareObject {
  const type = catalogType(data, index);
  const updated = catalogUpdated(data, index);
  return {
    type,
    id: data.id('products', index),
    updated_at: iso(updated),
    created_at: iso(catalogCreated(data, index)),
    version: updated,
    is_deleted: false,
    present_at_all_locations: true,
    [`${type.toLowerCase()}_data`]: CONTENT[type](data, index),
    ...(type === 'ITEM' ? { custom_attribute_values: attributes(data, index) } : {}),
  };
}

const CONTENT: Record<ReturnType<typeof catalogType>, (data: Dataset, index: number) => SquareObject> = {
  ITEM: itemData,
  ITEM_VARIATION: variationData,
  CATEGORY: (_data, index) => ({ name: `${categoryName(index)} ${index + 1}`, is_top_level: true }),
  TAX: (data, index) => ({
    name: `Tax ${index - catalogLayout(data).categories + 1}`,
    calculation_phase: 'TAX_SUBTOTAL_PHASE',
    inclusion_type: 'ADDITIVE',
    percentage: '8',
    enabled: true,
  }),
  DISCOUNT: (data, index) => ({
    name: `Offer ${index}`,
    discount_type: 'FIXED_PERCENTAGE',
    percentage: String(5 + (data.hash('products', index, 25) % 30)),
    pin_required: false,
  }),
  MODIFIER_LIST: modifierListData,
};

/** One of each kind that there is. */
function attributes(data: Dataset, index: number): SquareObject {
  const attribute = (key: string, type: string, value: SquareObject): SquareObject => ({
    name: key,
    key: `Square:${data.word('products', 0, key.length, 12)}`,
    custom_attribute_definition_id: data.word('products', 0, 30 + key.length, 24),
    type,
    ...value,
  });
  return {
    gate: attribute('gate', 'STRING', { string_value: index % 2 === 0 ? 'North' : 'South' }),
    capacity: attribute('capacity', 'NUMBER', { number_value: `${100 + (index % 50)}.5` }),
    is_featured: attribute('is_featured', 'BOOLEAN', { boolean_value: index % 3 === 0 }),
    zone: attribute('zone', 'SELECTION', { selection_uid_values: [`uid${index % 4}`, 'uid9'] }),
  };
}

function itemData(data: Dataset, index: number): SquareObject {
  const hash = data.hash('products', index, 20);
  const { categories, taxes } = catalogLayout(data);
  const category = categories === 0 ? undefined : data.id('products', hash % categories);
  const description = `${itemName(hash)}, from the centre’s own shop`;
  return {
    name: itemName(hash),
    description,
    description_html: `<p>${description}</p>`,
    description_plaintext: description,
    is_taxable: true,
    ...(taxes === 0 ? {} : { tax_ids: [data.id('products', categories + ((hash >>> 8) % taxes))] }),
    variations: variationsOf(index).map((variation) => catalogObject(data, variation)),
    product_type: hash % 6 === 0 ? 'EVENT' : 'REGULAR',
    ...(category === undefined ? {} : { categories: [{ id: category, ordinal: 0 }] }),
    is_archived: false,
  };
}

function variationData(data: Dataset, index: number): SquareObject {
  const hash = data.hash('products', index, 21);
  const item = itemOf(data, index);
  const currency = currencyAt(MAIN_LOCATION);
  return {
    item_id: data.id('products', item),
    name: variationName(index - item - 1),
    sku: `SKU-${String(100_000 + index)}`,
    ordinal: index - item,
    pricing_type: 'FIXED_PRICING',
    price_money: { amount: price(hash, currency), currency },
    track_inventory: true,
    sellable: true,
    stockable: true,
  };
}

function modifierListData(data: Dataset, index: number): SquareObject {
  const updated = catalogUpdated(data, index);
  const currency = currencyAt(MAIN_LOCATION);
  const modifiers = ['Plain', 'Gift wrapped'].map((name, ordinal) => ({
    type: 'MODIFIER',
    id: data.word('products', index, 70 + ordinal, 24),
    updated_at: iso(updated),
    version: updated,
    is_deleted: false,
    present_at_all_locations: true,
    modifier_data: { name, ordinal, price_money: { amount: ordinal * 150, currency } },
  }));
  return { name: `Options ${index}`, selection_type: 'SINGLE', modifiers };
}
