import { createOrder } from '../live/sale.actions.js';
import { badRequest, missingField } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { checkOrder, sourceTest } from './order.rules.js';
import { listPage, liveObject, ownLocations } from './object.reading.js';
import {
  limit,
  object,
  oneOf,
  refuseUnknown,
  required,
  texts,
  timeRange,
  within,
  type TimeRange,
} from './parameter.reading.js';

const MOST_LOCATIONS = 10;
const LONGEST_KEY = 192;
const SORTS = ['CREATED_AT', 'UPDATED_AT', 'CLOSED_AT'] as const;

export const ORDER_ROUTES: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/v2/orders/search',
    scope: 'ORDERS_READ',
    fields: ['location_ids', 'cursor', 'query', 'limit', 'return_entries'],
    run: search,
  },
  {
    method: 'GET',
    path: '/v2/orders/:id',
    scope: 'ORDERS_READ',
    run: (call) => ({ order: liveObject(call, 'orders', call.ids[0]!) }),
  },
  {
    method: 'POST',
    path: '/v2/orders/batch-retrieve',
    scope: 'ORDERS_READ',
    fields: ['order_ids', 'location_id'],
    run: (call) => {
      const ids = texts(call.body.order_ids, 'order_ids', 100);
      if (ids.length === 0) throw missingField('order_ids');
      const orders = ids.map((id) => call.account.store('orders').find(id)).filter(Boolean);
      return orders.length > 0 ? { orders } : {};
    },
  },
  {
    method: 'POST',
    path: '/v2/orders',
    scope: 'ORDERS_WRITE',
    fields: ['idempotency_key', 'order'],
    longestKey: LONGEST_KEY,
    run: (call) => {
      const order = required(call.body.order, 'order');
      if (typeof order.location_id !== 'string') throw missingField('order.location_id');
      ownLocations(call, [order.location_id], 'order.location_id');
      checkOrder(order);
      return { order: createOrder(call.world.journal, call.account, order).object };
    },
  },
];

/** A time filter must be on the field of the sort, or Square refuses the search. */
function search(call: ApiCall): unknown {
  const { cursor, limit: wanted, return_entries: entries, ...about } = call.body;
  const locations = texts(about.location_ids, 'location_ids', MOST_LOCATIONS);
  if (locations.length === 0) throw missingField('location_ids');
  const { filter, sort } = object(about.query, 'query');
  const conditions = object(filter, 'query.filter');
  refuseUnknown(conditions, ['date_time_filter', 'state_filter', 'customer_filter', 'source_filter'], 'body');
  const { sort_field: sortField, sort_order: sortOrder } = object(sort, 'query.sort');
  const field = oneOf(sortField, SORTS, 'CREATED_AT', 'query.sort.sort_field');
  const times = object(conditions.date_time_filter, 'query.filter.date_time_filter');
  const named = Object.keys(times).filter((key) => times[key] !== null);
  if (named.length > 1) throw badRequest('BAD_REQUEST', 'You can filter for only one time range at a time.', 'query');
  if (named[0] !== undefined && named[0].toUpperCase() !== field) {
    throw badRequest(
      'BAD_REQUEST',
      `\`sort_field\` must be ${named[0].toUpperCase()} to filter by \`${named[0]}\`.`,
      'query.sort.sort_field',
    );
  }
  const range =
    named[0] === undefined ? undefined : timeRange(times[named[0]], `query.filter.date_time_filter.${named[0]}`);
  const isClosed = field === 'CLOSED_AT';
  // Closing is the last that happens to most orders, so that they are in the order of their last change.
  const key = field === 'CREATED_AT' ? 'created' : 'updated';
  const page = listPage(call, 'orders', {
    stream: 'orders',
    about,
    cursor,
    sort: key,
    descending: oneOf(sortOrder, ['ASC', 'DESC'], 'DESC', 'query.sort.sort_order') === 'DESC',
    limit: limit(wanted, { max: 1000, usual: 500, beyond: 'refused' }),
    closesNow: true,
    facets: ownLocations(call, locations, 'location_ids'),
    ...(range && !isClosed ? { ranges: { [key]: { min: range.start ?? -Infinity, max: range.end ?? Infinity } } } : {}),
    matches: matcher(conditions, isClosed ? (range ?? { start: undefined, end: undefined }) : undefined),
  });
  if (entries !== true) return page;
  const { orders, ...rest } = page;
  return orders ? { ...rest, order_entries: (orders as SquareObject[]).map(entryOf) } : rest;
}

const entryOf = ({ id, location_id, version }: SquareObject): SquareObject => ({ order_id: id, location_id, version });

function matcher(conditions: SquareObject, closed: TimeRange | undefined): (order: SquareObject) => boolean {
  const states = texts(object(conditions.state_filter, 'query.filter.state_filter').states, 'states');
  const customers = texts(
    object(conditions.customer_filter, 'query.filter.customer_filter').customer_ids,
    'customer_ids',
    10,
  );
  const isOfSource = sourceTest(conditions.source_filter);
  return (order) =>
    isOfSource(order) &&
    (states.length === 0 || states.includes(String(order.state))) &&
    (customers.length === 0 || customers.includes(String(order.customer_id))) &&
    (!closed || (order.closed_at !== undefined && within(closed, order.closed_at)));
}
