import type { FormFields } from '../../common/form.parser.js';
import { renderEvent, renderThinEvent, RETENTION_SECONDS, type EventRecord } from '../live/event.log.js';
import { readPage } from '../live/page.reader.js';
import { badRequest, missing } from '../stripe.errors.js';
import { matchesType } from '../webhooks/webhook.endpoint.js';
import { objectPath } from '../webhooks/stripe.webhooks.js';
import type { ApiCall } from './api.call.js';
import { pageQuery } from './list.parameters.js';

const MOST_TYPES = 20;

export function listEvents(call: ApiCall): unknown {
  const { events } = call.account;
  const oldest = call.world.clock.now() - RETENTION_SECONDS;
  const matches = eventFilter(call.params);
  const query = pageQuery(call.params, {
    noun: 'event',
    createdFilter: true,
    filters: ['type', 'types', 'delivery_success'],
    indexOf: (id) => {
      const event = events.store.find(id);
      return event && event.created >= oldest ? events.store.indexOf(id) : undefined;
    },
  });
  query.createdMin = Math.max(query.createdMin, oldest);
  const page = readPage(events.store, query, (event) => event.created, matches);
  const data = page.data.map((event) => renderEvent(event, call.account));
  return { object: 'list', data, has_more: page.hasMore, url: '/v1/events' };
}

export function retrieveEvent(call: ApiCall, id: string): unknown {
  return renderEvent(keptEvent(call, id), call.account);
}

/** The full form of a thin event is the thin event: what changed is read from its related object. */
export function retrieveThinEvent(call: ApiCall, id: string): unknown {
  const event = keptEvent(call, id);
  return renderThinEvent(event, call.asPlatform ? undefined : call.account.id, objectPath(event));
}

function keptEvent(call: ApiCall, id: string): EventRecord {
  const event = call.account.events.store.find(id);
  if (!event || event.created < call.world.clock.now() - RETENTION_SECONDS) throw missing('event', id);
  return event;
}

function eventFilter(params: FormFields): ((event: EventRecord) => boolean) | undefined {
  const { type, types, delivery_success: delivered } = params;
  if (type !== undefined && types !== undefined) {
    throw badRequest('You may only specify one of these parameters: type, types.', 'types');
  }
  const patterns = types === undefined ? (type === undefined ? [] : [String(type)]) : Object.values(types).map(String);
  if (patterns.length > MOST_TYPES) throw badRequest(`You may not pass more than ${MOST_TYPES} types.`, 'types');
  if (patterns.length === 0 && delivered === undefined) return undefined;
  return (event) => {
    if (patterns.length > 0 && !patterns.some((pattern) => matchesType(pattern, event.type))) return false;
    return delivered === undefined || String(event.pending === 0 && !event.undelivered) === delivered;
  };
}
