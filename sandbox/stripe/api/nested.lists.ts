import type { StreamName } from '../stripe.stream.js';
import { badRequest, missing, missingParameter } from '../stripe.errors.js';
import type { ApiCall } from './api.call.js';
import { liveObject } from './object.reading.js';
import { pageQuery } from './list.parameters.js';

interface NestedList {
  stream: StreamName;
  member: string;
}

/** `GET /v1/<path>/:id/<name>`: lists within an object, by the path of its stream and their own name. */
const NESTED: Readonly<Record<string, NestedList>> = {
  'invoices/lines': { stream: 'invoices', member: 'lines' },
  'credit_notes/lines': { stream: 'credit_notes', member: 'lines' },
  'checkout/sessions/line_items': { stream: 'checkout_sessions', member: 'line_items' },
  'transfers/reversals': { stream: 'transfers', member: 'reversals' },
  'application_fees/refunds': { stream: 'application_fees', member: 'refunds' },
};

export const nestedList = (path: string, name: string): NestedList | undefined => NESTED[`${path}/${name}`];

export function listNested(call: ApiCall, { stream, member }: NestedList, id: string): unknown {
  return page(call, liveObject(call, stream, id)[member], call.path, []);
}

/** They have their own path, and belong to the subscription that the parameter names. */
export function listSubscriptionItems(call: ApiCall): unknown {
  const { subscription } = call.params;
  if (subscription === undefined) throw missingParameter('subscription');
  return page(call, liveObject(call, 'subscriptions', String(subscription)).items, call.path, ['subscription']);
}

function page(call: ApiCall, list: unknown, url: string, filters: readonly string[]): unknown {
  const all = (list as { data: { id: string }[] } | undefined)?.data ?? [];
  const indexOf = (id: string) => {
    const index = all.findIndex((item) => item.id === id);
    return index < 0 ? undefined : index;
  };
  const query = pageQuery(call.params, { noun: 'item', createdFilter: false, filters, indexOf });
  if (query.endingBefore !== undefined)
    throw badRequest('This list only goes forward in the sandbox.', 'ending_before');
  const from = query.startingAfter === undefined ? 0 : query.startingAfter + 1;
  if (from > all.length) throw missing('item', String(call.params.starting_after), 'starting_after', 400);
  const data = all.slice(from, from + query.limit);
  return { object: 'list', data, has_more: from + data.length < all.length, url };
}
