import { cancelInvoice, createInvoice, publishInvoice } from '../live/invoice.actions.js';
import { badRequest, conflict, missingField } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { indexOf, listPage, liveObject, ownLocations } from './object.reading.js';
import { limit, object, oneOf, required, texts } from './parameter.reading.js';

const LIMIT = { max: 200, usual: 100, beyond: 'refused' } as const;

const LONGEST_KEY = 128;

export const INVOICE_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/invoices',
    scope: 'INVOICES_READ',
    query: ['location_id', 'cursor', 'limit'],
    run: (call) => {
      const { cursor, limit: wanted, ...about } = call.query;
      if (about.location_id === undefined) throw missingField('location_id');
      return page(call, [about.location_id], { about, cursor, wanted, descending: true });
    },
  },
  {
    method: 'POST',
    path: '/v2/invoices/search',
    scope: 'INVOICES_READ',
    fields: ['query', 'limit', 'cursor'],
    run: (call) => {
      const { cursor, limit: wanted, query } = call.body;
      const { filter, sort } = required(query, 'query');
      const conditions = required(filter, 'query.filter');
      const locations = texts(conditions.location_ids, 'query.filter.location_ids');
      if (locations.length !== 1) {
        throw badRequest('INVALID_VALUE', 'Exactly one location must be given.', 'query.filter.location_ids');
      }
      const customers = texts(conditions.customer_ids, 'query.filter.customer_ids', 1);
      const { field, order } = object(sort, 'query.sort');
      oneOf(field, ['INVOICE_SORT_DATE'], 'INVOICE_SORT_DATE', 'query.sort.field');
      const descending = oneOf(order, ['ASC', 'DESC'], 'ASC', 'query.sort.order') === 'DESC';
      return page(call, locations, { about: query, cursor, wanted, descending, customer: customers[0] });
    },
  },
  {
    method: 'GET',
    path: '/v2/invoices/:id',
    scope: 'INVOICES_READ',
    run: (call) => ({ invoice: liveObject(call, 'invoices', call.ids[0]!) }),
  },
  {
    method: 'POST',
    path: '/v2/invoices',
    scope: 'INVOICES_WRITE',
    fields: ['idempotency_key', 'invoice'],
    longestKey: LONGEST_KEY,
    run: (call) => {
      const invoice = required(call.body.invoice, 'invoice');
      const order = liveObject(call, 'orders', String(invoice.order_id ?? ''));
      return { invoice: createInvoice(call.world.journal, call.account, invoice, order).object };
    },
  },
  {
    method: 'POST',
    path: '/v2/invoices/:id/publish',
    scope: 'INVOICES_WRITE',
    fields: ['version', 'idempotency_key'],
    longestKey: LONGEST_KEY,
    run: (call) => ({
      invoice: publishInvoice(call.world.journal, call.account, versioned(call, call.body.version)).object,
    }),
  },
  {
    method: 'POST',
    path: '/v2/invoices/:id/cancel',
    scope: 'INVOICES_WRITE',
    fields: ['version'],
    run: (call) => ({
      invoice: cancelInvoice(call.world.journal, call.account, versioned(call, call.body.version)).object,
    }),
  },
  {
    method: 'DELETE',
    path: '/v2/invoices/:id',
    scope: 'INVOICES_WRITE',
    query: ['version'],
    run: (call) => {
      const index = versioned(call, call.query.version);
      const { status } = call.account.store('invoices').at(index)!;
      if (status !== 'DRAFT') throw badRequest('BAD_REQUEST', 'Only a draft invoice can be deleted.');
      call.world.journal.remove(call.account, 'invoices', index);
      return {};
    },
  },
];

interface Paging {
  about: unknown;
  cursor: unknown;
  wanted: unknown;
  descending: boolean;
  customer?: string | undefined;
}

function page(call: ApiCall, locations: readonly string[], { about, cursor, wanted, descending, customer }: Paging) {
  return listPage(call, 'invoices', {
    stream: 'invoices',
    about,
    cursor,
    sort: 'created',
    descending,
    limit: limit(wanted, LIMIT),
    facets: ownLocations(call, locations, 'location_ids'),
    matches: ({ primary_recipient: to }) =>
      customer === undefined || (to as SquareObject | undefined)?.customer_id === customer,
  });
}

/** The index of the named invoice, if the caller knows its current version. */
function versioned(call: ApiCall, version: unknown): number {
  const invoice = liveObject(call, 'invoices', call.ids[0]!);
  if (version !== undefined && Number(version) !== invoice.version) {
    throw conflict(`The invoice's current version is ${String(invoice.version)}, not ${String(version)}.`);
  }
  return indexOf(call, 'invoices', invoice);
}
