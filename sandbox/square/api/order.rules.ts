import type { SquareObject } from '../square.stream.js';
import { object, texts } from './parameter.reading.js';
import { checkLengths, checkMetadata } from './text.limits.js';

const LONGEST = { reference_id: 40, customer_id: 191 };
const MOST_SOURCES = 10;

/** What Square asks of an order that an application makes. */
export function checkOrder(order: SquareObject): void {
  checkLengths(order, LONGEST, 'order.');
  checkMetadata(order.metadata, 'order.metadata');
}

/** Orders of the applications with these names; all of them without a filter. */
export function sourceTest(filter: unknown): (order: SquareObject) => boolean {
  const field = 'query.filter.source_filter';
  const names = texts(object(filter, field).source_names, `${field}.source_names`, MOST_SOURCES);
  return ({ source }) => names.length === 0 || names.includes(String((source as SquareObject | undefined)?.name));
}
