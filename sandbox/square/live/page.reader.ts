import type { SquareObject } from '../square.stream.js';
import type { ListedView, LookedUp } from './listed.view.js';
import type { SortKey, SortPlace } from './sorted.index.js';
import { isTombstone } from './stream.store.js';

/** Inclusive. */
interface KeyRange {
  min: number;
  max: number;
}

export interface PageQuery {
  sort: string;
  descending: boolean;
  limit: number;
  /** The last object of the page before. */
  after?: SortPlace;
  /** Bounds by key: that of the sort, or any other key of the stream. */
  ranges?: Readonly<Record<string, KeyRange>>;
  facets?: ReadonlySet<string>;
  tombstones?: boolean;
  /** Only objects with one of these values, which are found without a look at the others. */
  having?: { value: LookedUp; values: readonly string[] };
  matches?(object: SquareObject): boolean;
}

interface Page {
  objects: SquareObject[];
  /** Where the next page goes on; undefined on the last one. */
  next?: SortPlace;
}

/** Below this many, objects within another key's range are sorted again rather than looked for along the sort. */
const FEW = 10_000;

export function readPage(view: ListedView, query: PageQuery): Page {
  const sorted = view.sortedBy(query.sort);
  const others = Object.entries(query.ranges ?? {}).filter(([key]) => key !== query.sort);
  const objects: SquareObject[] = [];
  let last: SortPlace | undefined;
  for (const index of candidates(view, query)) {
    if (query.facets && !query.facets.has(view.facetAt(index))) continue;
    if (!others.every(([key, range]) => isWithin(view.sortedBy(key).keyAt(index), range))) continue;
    const object = view.at(index)!;
    if ((!query.tombstones && isTombstone(object)) || (query.matches && !query.matches(object))) continue;
    if (objects.length === query.limit) return { objects, next: last! };
    objects.push(object);
    last = [sorted.keyAt(index), index];
  }
  return { objects };
}

/** Ranges are over times; names are never bounded. */
const isWithin = (key: SortKey, { min, max }: KeyRange): boolean => Number(key) >= min && Number(key) <= max;

/** The indexes to look at, in the order of the sort and from the cursor on. */
function candidates(view: ListedView, query: PageQuery): Iterable<number> {
  const { sort, ranges = {}, having } = query;
  if (having) return inOrder(view, query, view.lookUp(having.value, having.values));
  const bySort = ranges[sort] ? view.sortedBy(sort).countWithin(ranges[sort].min, ranges[sort].max) : Infinity;
  let narrow: { key: string; count: number } | undefined;
  for (const [key, { min, max }] of Object.entries(ranges)) {
    if (key === sort) continue;
    const count = view.sortedBy(key).countWithin(min, max);
    if (count < FEW && count < bySort && count < (narrow?.count ?? Infinity)) narrow = { key, count };
  }
  return narrow ? sortedAnew(view, query, narrow.key) : walk(view, query);
}

function sortedAnew(view: ListedView, query: PageQuery, key: string): number[] {
  const { min, max } = query.ranges![key]!;
  const indexes: number[] = [];
  for (const index of view.sortedBy(key).ascend([min, 0])) {
    if (Number(view.sortedBy(key).keyAt(index)) > max) break;
    indexes.push(index);
  }
  return inOrder(view, query, indexes);
}

function inOrder(view: ListedView, query: PageQuery, indexes: readonly number[]): number[] {
  const { sort, descending, after, ranges } = query;
  const sorted = view.sortedBy(sort);
  const range = ranges?.[sort];
  const places: SortPlace[] = [];
  for (const index of indexes) {
    const place: SortPlace = [sorted.keyAt(index), index];
    const isInSort = !range || isWithin(place[0], range);
    if (isInSort && (!after || (descending ? compare(place, after) < 0 : compare(place, after) > 0)))
      places.push(place);
  }
  places.sort(compare);
  if (descending) places.reverse();
  return places.map(([, index]) => index);
}

function compare([left, leftIndex]: SortPlace, [right, rightIndex]: SortPlace): number {
  return left < right ? -1 : left > right ? 1 : leftIndex - rightIndex;
}

function* walk(view: ListedView, { sort, descending, after, ranges }: PageQuery): Generator<number> {
  const sorted = view.sortedBy(sort);
  const range = ranges?.[sort];
  const bounds: [SortPlace, SortPlace] =
    sort === 'name'
      ? [
          ['', 0],
          ['\uffff\uffff', 0],
        ]
      : [
          [range?.min ?? -Infinity, 0],
          [range?.max ?? Infinity, Infinity],
        ];
  const indexes = descending
    ? sorted.descend(after ?? bounds[1])
    : sorted.ascend(after ? [after[0], after[1] + 1] : bounds[0]);
  for (const index of indexes) {
    const key = Number(sorted.keyAt(index));
    if (range && (descending ? key < range.min : key > range.max)) return;
    yield index;
  }
}
