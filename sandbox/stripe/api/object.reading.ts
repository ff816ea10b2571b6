import { readPage } from '../live/page.reader.js';
import { missing } from '../stripe.errors.js';
import { SHAPES, type StreamName, type StripeObject } from '../stripe.stream.js';
import type { ApiCall } from './api.call.js';
import { expanded } from './expansion.js';
import { pageQuery } from './list.parameters.js';
import { objectFilter, payoutFilter } from './object.filter.js';
import { expandedMembers, shown } from '../live/object.rendering.js';
import { relationRange } from './relation.range.js';

/** Lists that ask for these come from where objects are kept, not from an index that is behind. */
const IMMEDIATE = ['email', 'lookup_keys', 'ids'];

export function listObjects(call: ApiCall, stream: StreamName): unknown {
  const { account, params } = call;
  const shape = SHAPES[stream];
  const kept = account.store(stream);
  const store = IMMEDIATE.some((name) => params[name] !== undefined) ? kept.immediate() : kept;
  const filter = objectFilter(stream, params);
  const query = pageQuery(params, {
    ...shape,
    indexOf: (id) => {
      const index = store.indexOf(id);
      const object = index === undefined ? null : store.at(index);
      // A cursor that was deleted, or left the list by its status, is refused: stripe-node issue 2368.
      const stands = object && (stream !== 'subscriptions' || !filter || filter(object));
      return stands ? index : undefined;
    },
  });
  const within = relationRange(account, stream, params);
  if (within) query.within = within;
  const matches = params.payout === undefined ? filter : payoutFilter(account, String(params.payout), query);
  const page = readPage(store, query, account.createdOf(stream), matches);
  const members = expandedMembers(params.expand, true);
  const data = page.data.map((object) => shown(object, members));
  const list = { object: 'list', data, has_more: page.hasMore, url: `/v1/${shape.path}` };
  return expanded(account, list, params.expand);
}

export function retrieveObject(call: ApiCall, stream: StreamName, id: string): unknown {
  const object = liveObject(call, stream, id, true);
  const { expand } = call.params;
  return expanded(call.account, shown(object, expandedMembers(expand, false)), expand);
}

/** Of a deleted customer Stripe still answers that it is deleted; everything else is gone. */
export function liveObject(call: ApiCall, stream: StreamName, id: string, orStub = false): StripeObject {
  const object = call.account.store(stream).find(id);
  if (object) return object;
  if (object === null && orStub && stream === 'customers') return { id, object: 'customer', deleted: true };
  throw missing(SHAPES[stream].noun, id, stream === 'customers' || stream === 'products' ? 'id' : nameOfParam(stream));
}

function nameOfParam(stream: StreamName): string {
  return SHAPES[stream].object.replace('.', '_');
}
