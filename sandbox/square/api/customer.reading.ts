import type { PageQuery } from '../live/page.reader.js';
import { badRequest } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { listPage, liveObject } from './object.reading.js';
import { limit, object, oneOf, refuseUnknown, texts, timeRange, type TimeRange } from './parameter.reading.js';

const scope = 'CUSTOMERS_READ';
const LIMIT = { max: 100, usual: 100, beyond: 'refused' } as const;
const EXACT = ['email_address', 'phone_number', 'reference_id'] as const;
const FILTERS = ['created_at', 'updated_at', 'creation_source', 'email_address', 'phone_number', 'reference_id'];

export const CUSTOMER_READING: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/customers',
    scope,
    query: ['cursor', 'limit', 'sort_field', 'sort_order', 'count'],
    run: (call) => {
      const { cursor, limit: wanted, count, ...sort } = call.query;
      const page = list(call, sort.sort_field, sort.sort_order, {}, () => true, { about: sort, cursor, wanted });
      return count === 'true' ? { ...page, count: call.account.store('customers').liveCount } : page;
    },
  },
  { method: 'POST', path: '/v2/customers/search', scope, fields: ['cursor', 'limit', 'query', 'count'], run: search },
  {
    method: 'GET',
    path: '/v2/customers/:id',
    scope,
    run: (call) => ({ customer: liveObject(call, 'customers', call.ids[0]!) }),
  },
  {
    method: 'POST',
    path: '/v2/customers/bulk-retrieve',
    scope,
    fields: ['customer_ids'],
    run: (call) => {
      const ids = texts(call.body.customer_ids, 'customer_ids', 100);
      const answers = ids.map((id): [string, object] => [
        id,
        { customer: call.account.store('customers').find(id) ?? undefined },
      ]);
      return { responses: Object.fromEntries(answers) };
    },
  },
];

function search(call: ApiCall): unknown {
  const { cursor, limit: wanted, query, count } = call.body;
  const { filter, sort } = object(query, 'query');
  const conditions = object(filter, 'query.filter');
  refuseUnknown(conditions, FILTERS, 'body');
  const { field, order } = object(sort, 'query.sort');
  const ranges: Record<string, TimeRange> = {};
  for (const key of ['created', 'updated']) {
    const range = timeRange(conditions[`${key}_at`], `query.filter.${key}_at`);
    if (range) ranges[key] = range;
  }
  const matches = matcher(conditions);
  const having = exactly(conditions);
  const page = list(call, field, order, ranges, matches, { about: query ?? null, cursor, wanted, having });
  if (count !== true) return page;
  const all = list(call, field, order, ranges, matches, {
    about: null,
    cursor: undefined,
    wanted: undefined,
    having,
    all: true,
  });
  return { ...page, count: ((all.customers as unknown[]) ?? []).length };
}

interface Paging {
  about: unknown;
  cursor: unknown;
  wanted: unknown;
  having?: PageQuery['having'];
  all?: boolean;
}

function list(
  call: ApiCall,
  field: unknown,
  order: unknown,
  ranges: Record<string, TimeRange>,
  matches: (customer: SquareObject) => boolean,
  paging: Paging,
): SquareObject {
  const sort = oneOf(field, ['DEFAULT', 'CREATED_AT'], 'DEFAULT', 'sort.field');
  return listPage(call, 'customers', {
    stream: 'customers',
    about: paging.about,
    cursor: paging.cursor,
    sort: sort === 'DEFAULT' ? 'name' : 'created',
    descending: oneOf(order, ['ASC', 'DESC'], 'ASC', 'sort.order') === 'DESC',
    limit: paging.all ? Number.POSITIVE_INFINITY : limit(paging.wanted, LIMIT),
    ranges: Object.fromEntries(
      Object.entries(ranges).map(([key, { start, end }]) => [key, { min: start ?? -Infinity, max: end ?? Infinity }]),
    ),
    matches,
    ...(paging.having ? { having: paging.having } : {}),
  });
}

/** A customer of an exact address, number or reference is looked up; the other conditions are left to `matcher`. */
function exactly(conditions: SquareObject): PageQuery['having'] {
  for (const name of EXACT) {
    const { exact } = object(conditions[name], `query.filter.${name}`);
    if (exact !== undefined)
      return { value: { name, of: (customer) => textOf(customer, name) }, values: [lower(exact)] };
  }
  return undefined;
}

const textOf = (customer: SquareObject, field: string): string => lower(customer[field] ?? '');
const lower = (value: unknown): string => String(value).toLowerCase();

function matcher(conditions: SquareObject): (customer: SquareObject) => boolean {
  const tests = EXACT.filter((field) => conditions[field] !== undefined).map((field) =>
    textTest(field, object(conditions[field], `query.filter.${field}`)),
  );
  if (conditions.creation_source !== undefined) {
    const { values, rule } = object(conditions.creation_source, 'query.filter.creation_source');
    const wanted = texts(values, 'query.filter.creation_source.values');
    tests.push((customer) => wanted.includes(String(customer.creation_source)) === (rule !== 'EXCLUDE'));
  }
  return (customer) => tests.every((test) => test(customer));
}

function textTest(field: string, { exact, fuzzy }: SquareObject): (customer: SquareObject) => boolean {
  if ((exact === undefined) === (fuzzy === undefined)) {
    throw badRequest('BAD_REQUEST', 'Exactly one of `exact` and `fuzzy` must be set.', `query.filter.${field}`);
  }
  if (exact !== undefined) return (customer) => textOf(customer, field) === lower(exact);
  const tokens = lower(fuzzy).split(/\W+/).filter(Boolean);
  return (customer) => tokens.every((token) => textOf(customer, field).includes(token));
}
