import type { Dataset } from './dataset.js';
import { DAY } from './square.time.js';

export type CatalogType = 'ITEM' | 'ITEM_VARIATION' | 'CATEGORY' | 'TAX' | 'DISCOUNT' | 'MODIFIER_LIST';

/** An item and its two variations stand side by side, after everything that items refer to. */
const GROUP = 3;

interface Layout {
  categories: number;
  taxes: number;
  discounts: number;
  lists: number;
  /** Where the items begin. */
  head: number;
  items: number;
}

export function catalogLayout(data: Dataset): Layout {
  const { products } = data.counts;
  const few = (most: number, share: number): number => Math.min(most, Math.floor(products * share));
  const [taxes, discounts, lists] = [few(3, 0.08), few(20, 0.08), few(20, 0.08)];
  const wanted = few(60, 0.1);
  const items = Math.max(0, Math.floor((products - taxes - discounts - lists - wanted) / GROUP));
  const head = products - items * GROUP;
  return { categories: head - taxes - discounts - lists, taxes, discounts, lists, head, items };
}

export function catalogType(data: Dataset, index: number): CatalogType {
  const { categories, taxes, discounts, head } = catalogLayout(data);
  if (index >= head) return (index - head) % GROUP === 0 ? 'ITEM' : 'ITEM_VARIATION';
  if (index < categories) return 'CATEGORY';
  if (index < categories + taxes) return 'TAX';
  return index < categories + taxes + discounts ? 'DISCOUNT' : 'MODIFIER_LIST';
}

export const variationCount = (data: Dataset): number => catalogLayout(data).items * (GROUP - 1);

/** The catalogue index of the n-th variation. */
export function variationAt(data: Dataset, nth: number): number {
  const group = Math.floor(nth / (GROUP - 1));
  return catalogLayout(data).head + group * GROUP + 1 + (nth % (GROUP - 1));
}

export function variationNumber(data: Dataset, index: number): number {
  const at = index - catalogLayout(data).head;
  return Math.floor(at / GROUP) * (GROUP - 1) + (at % GROUP) - 1;
}

export const itemOf = (data: Dataset, index: number): number => {
  const { head } = catalogLayout(data);
  return index - ((index - head) % GROUP);
};

export const variationsOf = (item: number): number[] => [item + 1, item + 2];

export function catalogCreated(data: Dataset, index: number): number {
  const type = catalogType(data, index);
  return data.moment('products', type === 'ITEM_VARIATION' ? itemOf(data, index) : index);
}

/** An item is never older than its variations: saving one of them saves the item that holds it. */
export function catalogUpdated(data: Dataset, index: number): number {
  const created = catalogCreated(data, index);
  const own = data.after(created, data.hash('products', index, 22) % (90 * DAY));
  if (catalogType(data, index) !== 'ITEM') return own;
  return variationsOf(index).reduce((latest, variation) => Math.max(latest, catalogUpdated(data, variation)), own);
}
