import type { IndexRange, StreamStore } from './stream.store.js';

export interface PageQuery {
  limit: number;
  startingAfter?: number;
  endingBefore?: number;
  createdMin: number;
  createdMax: number;
  /** Where alone matching objects of the original content can be. */
  within?: IndexRange;
}

interface Page<T> {
  data: T[];
  hasMore: boolean;
}

/** Reads a page in time proportional to the page, not to the list, unless a filter passes over many objects. */
export function readPage<T extends { id: string }>(
  store: StreamStore<T>,
  query: PageQuery,
  createdOf: (object: T) => number,
  matches?: (object: T) => boolean,
): Page<T> {
  const backwards = query.endingBefore !== undefined;
  const walk = backwards ? ascending(store, query) : descending(store, query);
  const data: T[] = [];
  for (const object of walk) {
    const created = createdOf(object);
    if (backwards ? created > query.createdMax : created < query.createdMin) break;
    if (matches && !matches(object)) continue;
    if (data.length === query.limit) return { data: backwards ? data.reverse() : data, hasMore: true };
    data.push(object);
  }
  return { data: backwards ? data.reverse() : data, hasMore: false };
}

function descending<T extends { id: string }>(store: StreamStore<T>, query: PageQuery): Generator<T> {
  const bound = store.newestUntil(query.createdMax);
  if (query.startingAfter === undefined) return store.descend(bound, query.within);
  const cursor = store.justOlder(query.startingAfter);
  const from = { base: Math.min(bound.base, cursor.base), added: Math.min(bound.added, cursor.added) };
  return store.descend(from, query.within);
}

function ascending<T extends { id: string }>(store: StreamStore<T>, query: PageQuery): Generator<T> {
  const bound = store.oldestFrom(query.createdMin);
  const cursor = store.justNewer(query.endingBefore!);
  const from = { base: Math.max(bound.base, cursor.base), added: Math.max(bound.added, cursor.added) };
  return store.ascend(from, query.within);
}
