import type { SquareObject } from '../square.stream.js';
import { notFound } from '../square.errors.js';
import { loyaltyProgram, programId } from '../dataset/loyalty.objects.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { listPage, liveObject, ownLocations } from './object.reading.js';
import { limit, object, texts, time } from './parameter.reading.js';

const COUNT_FIELDS = ['catalog_object_ids', 'location_ids', 'updated_after', 'cursor', 'states', 'limit'];

const batchRetrieveCounts = (path: string): ApiRoute => ({
  method: 'POST',
  path,
  scope: 'INVENTORY_READ',
  fields: COUNT_FIELDS,
  run: batchCounts,
});

export const STOCK_ROUTES: readonly ApiRoute[] = [
  batchRetrieveCounts('/v2/inventory/counts/batch-retrieve'),
  batchRetrieveCounts('/v2/inventory/batch-retrieve-counts'),
  {
    method: 'GET',
    path: '/v2/inventory/:id',
    scope: 'INVENTORY_READ',
    query: ['location_ids', 'cursor'],
    run: (call) => {
      const { location_ids: locations, cursor } = call.query;
      const body = { catalog_object_ids: [call.ids[0]], location_ids: locations?.split(','), cursor };
      return batchCounts({ ...call, body });
    },
  },
  {
    method: 'POST',
    path: '/v2/loyalty/accounts/search',
    scope: 'LOYALTY_READ',
    fields: ['query', 'limit', 'cursor'],
    run: searchLoyalty,
  },
  {
    method: 'GET',
    path: '/v2/loyalty/accounts/:id',
    scope: 'LOYALTY_READ',
    run: (call) => ({ loyalty_account: liveObject(call, 'loyalty_accounts', call.ids[0]!) }),
  },
  {
    method: 'GET',
    path: '/v2/loyalty/programs',
    scope: 'LOYALTY_READ',
    run: (call) => (call.account.loyalty === 'program' ? { programs: [loyaltyProgram(call.account.data)] } : {}),
  },
  {
    method: 'GET',
    path: '/v2/loyalty/programs/:id',
    scope: 'LOYALTY_READ',
    run: (call) => {
      const isKnown = call.ids[0] === 'main' || call.ids[0] === programId(call.account.data);
      if (call.account.loyalty !== 'program' || !isKnown) throw noProgram();
      return { program: loyaltyProgram(call.account.data) };
    },
  },
];

const noProgram = () => notFound('Merchant does not have a loyalty program.');

function batchCounts(call: ApiCall): SquareObject {
  const { cursor, limit: wanted, ...about } = call.body;
  const objects = new Set(texts(about.catalog_object_ids, 'catalog_object_ids', 1000));
  const locations = texts(about.location_ids, 'location_ids', 100);
  const states = texts(about.states, 'states');
  const after = time(about.updated_after, 'updated_after');
  return listPage(call, 'counts', {
    stream: 'inventory_counts',
    about,
    cursor,
    sort: 'updated',
    descending: false,
    limit: limit(wanted, { max: 1000, usual: 100, beyond: 'refused' }),
    ...(after === undefined ? {} : { ranges: { updated: { min: after + 1, max: Infinity } } }),
    ...(locations.length === 0 ? {} : { facets: ownLocations(call, locations, 'location_ids') }),
    matches: (count) =>
      (objects.size === 0 || objects.has(String(count.catalog_object_id))) &&
      (states.length === 0 || states.includes(String(count.state))),
  });
}

function searchLoyalty(call: ApiCall): SquareObject {
  if (call.account.loyalty === 'notFound') throw noProgram();
  const { cursor, limit: wanted, query } = call.body;
  const { mappings, customer_ids: customers } = object(query, 'query');
  const ids = new Set(texts(customers, 'query.customer_ids', 30));
  const phones = new Set(Array.isArray(mappings) ? (mappings as SquareObject[]).map((one) => one.phone_number) : []);
  return listPage(call, 'loyalty_accounts', {
    stream: 'loyalty_accounts',
    about: query ?? null,
    cursor,
    sort: 'created',
    descending: false,
    limit: limit(wanted, { max: 200, usual: 30, beyond: 'refused' }),
    matches: (account) =>
      (ids.size === 0 || ids.has(String(account.customer_id))) &&
      (phones.size === 0 || phones.has((account.mapping as SquareObject | undefined)?.phone_number)),
  });
}
