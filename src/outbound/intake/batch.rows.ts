import type { Entity } from '../items/entity.js';
import type { ReadItem } from '../items/item.reader.js';
import { newestItems, withVersions } from './newest.items.js';

/**
 * The items of a batch as they are sent to PostgreSQL, in the order of the call. The items themselves need not be kept
 * meanwhile. A call has thousands of values, and the collector would move all that are kept while it waits.
 */
export interface BatchRows {
  ids: readonly string[];
  versions: readonly number[];
  /** JSON array. */
  bodies: string;
  /** Of each item whether it is the newest of its id. */
  areNewest: readonly boolean[];
}

/** @param items all that can be used. Of those with one id the newest counts */
export function rowsOf(entity: Entity, items: readonly ReadItem[]): BatchRows {
  const newest = newestItems(items);
  return {
    ids: items.map(({ id }) => id),
    versions: items.map(({ version }) => version),
    bodies: JSON.stringify(withVersions(entity, items, newest)),
    areNewest: items.map((item) => newest.has(item)),
  };
}
