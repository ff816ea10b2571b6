import { isNumbered } from '../dataset/document.numbers.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import type { EntityStore } from '../live/entity.store.js';
import { SHAPES, STREAM_BY_ENTITY, type QboObject } from '../quickbooks.entity.js';
import { queryValidationFault } from '../quickbooks.fault.js';
import { requirePlan } from './plan.check.js';
import { checkProperty, propertyOf, rowTest, timeLiteral } from './query.conditions.js';
import { QueryParser, type Condition, type EntityQuery } from './query.parser.js';

const UPDATED = 'MetaData.LastUpdatedTime';

/** Answers a query with what stands under `QueryResponse`. */
export function queryResponse(company: QuickBooksCompany, text: string): Record<string, unknown> {
  const query = new QueryParser(text).parse();
  const stream = STREAM_BY_ENTITY.get(query.entity);
  if (!stream) throw queryValidationFault(`Invalid context declaration: ${query.entity}`);
  requirePlan(company, stream);
  const store = company.store(stream).listed();
  const { notQueryable } = company.settings;
  for (const { property } of query.where) checkProperty(stream, property, notQueryable);
  if (query.orderBy) checkOrder(stream, query.orderBy.property);
  if (query.count) return { totalCount: countMatches(store, query) };
  const objects = page(store, query);
  if (objects.length === 0) return {};
  return {
    [SHAPES[stream].entity]: objects,
    startPosition: query.startPosition,
    maxResults: objects.length,
  };
}

/** Intuit announced in November 2025 that Id can no longer be sorted by, on any entity. */
function checkOrder(stream: EntityStore['stream'], property: string): void {
  if (property === 'Id') throw queryValidationFault(`Property Id is not sortable for Entity ${SHAPES[stream].entity}`);
  checkProperty(stream, property);
}

function countMatches(store: EntityStore, query: EntityQuery): number {
  const indexes = matches(store, query, byUpdate(store, query, false));
  let total = 0;
  while (!indexes.next().done) total += 1;
  return total;
}

function page(store: EntityStore, query: EntityQuery): QboObject[] {
  const { orderBy, startPosition, maxResults } = query;
  if (orderBy && orderBy.property !== UPDATED && orderBy.property !== 'MetaData.CreateTime') {
    return sorted(store, query).slice(startPosition - 1, startPosition - 1 + maxResults);
  }
  const objects: QboObject[] = [];
  let passed = 0;
  for (const index of matches(store, query, inOrder(store, query))) {
    passed += 1;
    if (passed < startPosition) continue;
    objects.push(store.at(index)!);
    if (objects.length === maxResults) break;
  }
  return objects;
}

/** Without an order the newest come first, as far as anybody can tell; Intuit promises nothing. */
function inOrder(store: EntityStore, query: EntityQuery): Iterable<number> {
  if (query.orderBy?.property === UPDATED) return byUpdate(store, query, query.orderBy.descending);
  return byNumber(store, query) ?? byCreation(store, query.orderBy?.descending ?? true);
}

/** Sales are looked up by their numbers, many at once: their places are known. */
function byNumber(store: EntityStore, { where, orderBy }: EntityQuery): number[] | undefined {
  const isExact = ({ property, operator }: Condition) => property === 'DocNumber' && ['=', 'IN'].includes(operator);
  const condition = isNumbered(store.stream) && !orderBy ? where.find(isExact) : undefined;
  if (!condition) return undefined;
  const places = new Set(condition.values.flatMap((number) => store.indexesOfNumber(number)));
  return [...places].sort((one, other) => other - one);
}

function* byCreation(store: EntityStore, descending: boolean): Generator<number> {
  const size = store.nextIndex;
  for (let at = 0; at < size; at += 1) {
    const index = descending ? size - 1 - at : at;
    if (store.isLive(index)) yield index;
  }
}

/** Only the part of the order that the conditions on the update time leave. */
function* byUpdate(store: EntityStore, query: EntityQuery, descending: boolean): Generator<number> {
  const order = store.byUpdate();
  let from = 0;
  let to = order.length;
  for (const { property, operator, values } of query.where) {
    if (property !== UPDATED) continue;
    const seconds = timeLiteral(values[0]!, property) / 1000;
    if (operator === '>=' || operator === '>') from = Math.max(from, order.firstFrom(Math.floor(seconds)));
    if (operator === '<=' || operator === '<') to = Math.min(to, order.firstFrom(Math.floor(seconds) + 1));
  }
  for (let at = 0; at < to - from; at += 1) yield order.indexAt(descending ? to - 1 - at : from + at);
}

function* matches(store: EntityStore, query: EntityQuery, indexes: Iterable<number>): Generator<number> {
  const test = rowTest(store, query.where);
  for (const index of indexes) {
    if (!store.isLive(index)) continue;
    let built: QboObject | undefined;
    if (test(index, () => (built ??= store.at(index)!))) yield index;
  }
}

function sorted(store: EntityStore, query: EntityQuery): QboObject[] {
  const { property, descending } = query.orderBy!;
  const sign = descending ? -1 : 1;
  return [...matches(store, query, byCreation(store, true))]
    .map((index) => store.at(index)!)
    .map((object) => ({ object, key: propertyOf(object, property) ?? '' }))
    .sort((one, other) => sign * compare(one.key, other.key))
    .map(({ object }) => object);
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other));
}
