import { VENDOR_EVENT_TYPES } from '../live/vendor.event-types.js';
import { EVENTS_KEPT_MS, type EventRecord } from '../live/event.log.js';
import { badRequest } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { PERSONAL, type ApiCall, type ApiRoute } from './api.call.js';
import { decodeCursor, encodeCursor } from './cursor.codec.js';
import { ownMerchants } from './object.reading.js';
import { limit, object, oneOf, refuseUnknown, texts, timeRange, within } from './parameter.reading.js';

export const EVENT_ROUTES: readonly ApiRoute[] = [
  { method: 'POST', path: '/v2/events', scope: PERSONAL, fields: ['cursor', 'limit', 'query'], run: search },
  { method: 'PUT', path: '/v2/events/enable', scope: PERSONAL, run: (call) => enable(call, true) },
  { method: 'PUT', path: '/v2/events/disable', scope: PERSONAL, run: (call) => enable(call, false) },
  {
    method: 'GET',
    path: '/v2/events/types',
    scope: PERSONAL,
    query: ['api_version'],
    run: () => ({ event_types: [...VENDOR_EVENT_TYPES] }),
  },
];

function enable(call: ApiCall, isEnabled: boolean): unknown {
  call.world.eventsEnabled = isEnabled;
  return {};
}

/** Newest first. The application sees what happened at its merchants while they had authorized it. */
function search(call: ApiCall): unknown {
  const { cursor, limit: wanted, query } = call.body;
  const { filter, sort } = object(query, 'query');
  const conditions = object(filter, 'query.filter');
  refuseUnknown(conditions, ['event_types', 'merchant_ids', 'location_ids', 'created_at'], 'body');
  const { field, order } = object(sort, 'query.sort');
  oneOf(field, ['DEFAULT'], 'DEFAULT', 'query.sort.field');
  const descending = oneOf(order, ['ASC', 'DESC'], 'DESC', 'query.sort.order') === 'DESC';
  const found = visibleEvents(call, texts(conditions.merchant_ids, 'merchant_ids')).filter(matcher(conditions));
  if (descending) found.reverse();
  const question = ['events', query ?? null];
  const from = decodeCursor(question, cursor)?.after[0];
  const start = from === undefined ? 0 : found.findIndex((event) => event.body.event_id === from) + 1;
  if (from !== undefined && start === 0) throw badRequest('INVALID_CURSOR', 'The cursor has expired.', 'cursor');
  const page = found.slice(start, start + limit(wanted, { max: 100, usual: 100, beyond: 'refused' }));
  const last = page.at(-1);
  if (!last) return {};
  const hasMore = start + page.length < found.length;
  return {
    events: page.map((event) => event.body),
    metadata: page.map((event) => ({ event_id: event.body.event_id, api_version: event.apiVersion })),
    ...(hasMore ? { cursor: encodeCursor(question, { after: [last.body.event_id, 0], until: null }) } : {}),
  };
}

function visibleEvents(call: ApiCall, merchants: readonly string[]): EventRecord[] {
  if (!call.asApplication) ownMerchants(call, merchants);
  const oldest = call.world.clock.milliseconds() - EVENTS_KEPT_MS;
  const accounts = call.asApplication ? [...call.world.accounts.values()] : [call.account];
  const events = accounts
    .filter((account) => merchants.length === 0 || merchants.includes(account.id))
    .flatMap((account) => account.events)
    .filter((event) => event.at >= oldest && event.searchable && (event.granted || !call.asApplication));
  return accounts.length > 1 ? events.sort((one, other) => one.at - other.at) : events;
}

function matcher(conditions: SquareObject): (event: EventRecord) => boolean {
  const types = texts(conditions.event_types, 'event_types');
  const unknown = types.find((type) => !VENDOR_EVENT_TYPES.has(type));
  if (unknown !== undefined) throw badRequest('INVALID_VALUE', `\`${unknown}\` is no event type.`, 'event_types');
  const locations = texts(conditions.location_ids, 'location_ids');
  const created = timeRange(conditions.created_at, 'query.filter.created_at');
  return ({ at, body }) =>
    (types.length === 0 || types.includes(body.type)) &&
    (locations.length === 0 || locations.includes(String(body.location_id))) &&
    within(created, new Date(at).toISOString());
}
