import { pacificTime, parseTime } from '../pacific.time.js';
import { SHAPES, STREAM_BY_ENTITY, type StreamName } from '../quickbooks.entity.js';
import { badEntity, validationFault, type QuickBooksFault } from '../quickbooks.fault.js';
import type { EntityStore } from '../live/entity.store.js';
import type { ApiCall } from './api.call.js';
import { requirePlan } from './plan.check.js';

type Fields = Record<string, unknown>;

const MOST_OBJECTS = 1000;
const OLDEST_SECONDS = 30 * 86_400;

/**
 * Change data capture. All entities together get a thousand objects, the latest changes first, and nothing says so when
 * there were more: https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/change-data-capture
 */
export function changeCapture({ world, company, params }: ApiCall): Fields {
  const streams = wantedStreams(params.get('entities') ?? '');
  const since = wantedTime(params.get('changedSince') ?? '', world.clock.now());
  requirePlan(company, ...streams);
  const failed = streams.map((stream) => company.spoiled.get(stream)).find((status) => status && status !== 200);
  if (failed) throw badEntity(failed);
  let left = MOST_OBJECTS;
  const responses: Fields[] = [];
  for (const stream of streams) {
    if (company.spoiled.has(stream)) {
      responses.push({ Fault: badEntity(200).item() });
      continue;
    }
    const changes = changesSince(company.store(stream), since, left);
    left -= changes.length;
    if (changes.length === 0) continue;
    responses.push({ [SHAPES[stream].entity]: changes, startPosition: 1, maxResults: changes.length });
  }
  return { CDCResponse: [{ QueryResponse: responses.length > 0 ? responses : [{}] }] };
}

function wantedStreams(text: string): StreamName[] {
  if (text.trim() === '') throw missing('entities');
  return text.split(',').map((part) => {
    const name = part.trim();
    const stream = STREAM_BY_ENTITY.get(name);
    if (stream && SHAPES[stream].captured) return stream;
    throw validationFault('4000', 'Invalid entity', `Entity ${name} is not supported by change data capture`, name);
  });
}

function wantedTime(text: string, now: number): number {
  if (text === '') throw missing('changedSince');
  const since = parseTime(text) / 1000;
  if (Number.isNaN(since)) throw validationFault('2040', 'Invalid Date', `changedSince ${text}`, 'changedSince');
  if (since < now - OLDEST_SECONDS) {
    throw validationFault('4002', 'Invalid changedSince', 'changedSince is more than 30 days ago', 'changedSince');
  }
  return since;
}

function missing(name: string): QuickBooksFault {
  return validationFault('2020', 'Required param missing', `Required parameter ${name} is missing`, name);
}

function changesSince(store: EntityStore, since: number, most: number): Fields[] {
  const order = store.byUpdate();
  const deletions = store.deletionsSince(since).sort((one, other) => other.at - one.at);
  const changes: Fields[] = [];
  const from = order.firstFrom(Math.ceil(since));
  let place = order.length - 1;
  let nextDeletion = 0;
  while (changes.length < most) {
    const deletion = deletions[nextDeletion];
    const index = place >= from ? order.indexAt(place) : undefined;
    if (deletion && (index === undefined || deletion.at >= store.updatedAt(index))) {
      nextDeletion += 1;
      const MetaData = { LastUpdatedTime: pacificTime(deletion.at) };
      changes.push({ domain: 'QBO', status: 'Deleted', Id: deletion.id, MetaData });
    } else if (index !== undefined) {
      place -= 1;
      changes.push(store.at(index)!);
    } else break;
  }
  return changes;
}
