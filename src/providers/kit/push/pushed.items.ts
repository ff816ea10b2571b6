import type { Domain } from '../../provider.values.js';
import type { PushedItem } from '../../push.port.js';

/** The items of one entity, in their order. */
export function itemsOf<T extends PushedItem, E extends Domain>(
  items: readonly T[],
  entity: E,
): Extract<T, { entity: E }>[] {
  return items.filter((item): item is Extract<T, { entity: E }> => item.entity === entity);
}

/** The item with this id; `undefined`: it was not pushed yet. */
export function itemWithId<E extends Domain>(
  items: readonly PushedItem[],
  entity: E,
  id: string | null | undefined,
): Extract<PushedItem, { entity: E }> | undefined {
  return itemsOf(items, entity).find(({ platformId }) => platformId === id);
}
