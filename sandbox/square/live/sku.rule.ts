import { invalidValue } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { contentOf, nestedVariations } from './catalog.content.js';
import type { StreamStore } from './stream.store.js';

/** Refuses a SKU that another variation of the merchant has; Square itself takes it. */
export function checkSkus(store: StreamStore, objects: readonly SquareObject[]): void {
  const owners = new Map<string, string>();
  for (const object of objects.flatMap((one) => [one, ...nestedVariations(one)])) {
    const { sku } = contentOf(object);
    if (typeof sku !== 'string' || sku === '') continue;
    const id = String(object.id);
    const other = owners.get(sku) ?? ownerOf(store, sku, id);
    if (other !== undefined && other !== id) {
      throw invalidValue(`SKU \`${sku}\` is that of \`${other}\`.`, 'item_variation_data.sku');
    }
    owners.set(sku, id);
  }
}

function ownerOf(store: StreamStore, sku: string, id: string): string | undefined {
  for (const object of store.live()) {
    if (object.id !== id && contentOf(object).sku === sku) return String(object.id);
  }
  return undefined;
}
