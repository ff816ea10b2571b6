import type { SquareObject } from '../square.stream.js';
import { catalogUpdated, catalogType, variationAt, variationCount, variationNumber } from './catalog.facts.js';
import type { Dataset } from './dataset.js';
import { DAY, iso } from './square.time.js';

export const IN_STOCK = 'IN_STOCK';

export function stockCount(data: Dataset): number {
  return Math.min(variationCount(data) * data.counts.locations, data.counts.inventory_counts);
}

const variationOf = (data: Dataset, index: number): number =>
  variationAt(data, Math.floor(index / data.counts.locations));

export function stockId(data: Dataset, index: number): string {
  const location = data.id('locations', index % data.counts.locations);
  return `${data.id('products', variationOf(data, index))}:${location}:${IN_STOCK}`;
}

export function stockIndexOf(data: Dataset, id: string): number | undefined {
  const [variation = '', location = '', state] = id.split(':');
  const at = data.indexOf('products', variation);
  const place = data.indexOf('locations', location);
  if (at === undefined || place === undefined || state !== IN_STOCK || at >= data.counts.products) return undefined;
  if (catalogType(data, at) !== 'ITEM_VARIATION') return undefined;
  const index = variationNumber(data, at) * data.counts.locations + place;
  return index < stockCount(data) ? index : undefined;
}

export const stockCalculated = (data: Dataset, index: number): number =>
  data.after(catalogUpdated(data, variationOf(data, index)), data.hash('inventory_counts', index, 20) % (60 * DAY));

export function stock(data: Dataset, index: number): SquareObject {
  return {
    catalog_object_id: data.id('products', variationOf(data, index)),
    catalog_object_type: 'ITEM_VARIATION',
    state: IN_STOCK,
    location_id: data.id('locations', index % data.counts.locations),
    quantity: String(data.hash('inventory_counts', index, 21) % 400),
    calculated_at: iso(stockCalculated(data, index)),
  };
}
