import type { ReadItem } from '../items/item.reader.js';

/** The newest item of each id. Of two with one version the later one counts as older. */
export function newestItems(items: readonly ReadItem[]): ReadonlySet<ReadItem> {
  const newest = new Map<string, ReadItem>();
  for (const item of items) {
    const known = newest.get(item.id);
    if (!known || item.version > known.version) newest.set(item.id, item);
  }
  return new Set(newest.values());
}
