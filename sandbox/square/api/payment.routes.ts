import { createPayment, refundPayment, settlePayment } from '../live/sale.actions.js';
import type { SquareObject, StreamName } from '../square.stream.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { indexOf, listPage, liveObject, ownLocations } from './object.reading.js';
import { amountOf, limit, oneOf, time } from './parameter.reading.js';

const LONGEST_KEY = 45;
const YEAR = 365 * 86_400_000;
const RANGES = ['begin_time', 'end_time', 'updated_at_begin_time', 'updated_at_end_time'];
const PAGING = ['sort_field', 'sort_order', 'cursor', 'limit', 'location_id'];
const PAYMENT_FIELDS = [
  'source_id',
  'idempotency_key',
  'amount_money',
  'tip_money',
  'order_id',
  'customer_id',
  'location_id',
  'reference_id',
  'note',
  'cash_details',
  'external_details',
  'autocomplete',
  'accept_partial_authorization',
];

export const PAYMENT_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/payments',
    scope: 'PAYMENTS_READ',
    query: [...RANGES, ...PAGING, 'total', 'last_4', 'card_brand', 'is_offline_payment'],
    run: (call) => {
      const location = call.query.location_id ?? call.account.mainLocation;
      return listByTime(call, 'payments', location, (payment) => matchesCard(payment, call.query));
    },
  },
  {
    method: 'GET',
    path: '/v2/payments/:id',
    scope: 'PAYMENTS_READ',
    run: (call) => ({ payment: liveObject(call, 'payments', call.ids[0]!) }),
  },
  {
    method: 'POST',
    path: '/v2/payments',
    scope: 'PAYMENTS_WRITE',
    fields: PAYMENT_FIELDS,
    longestKey: LONGEST_KEY,
    run: (call) => {
      if (call.body.location_id !== undefined) ownLocations(call, [String(call.body.location_id)], 'location_id');
      for (const [stream, id] of [
        ['orders', call.body.order_id],
        ['customers', call.body.customer_id],
      ] as const) {
        if (id !== undefined) liveObject(call, stream, String(id));
      }
      const money = amountOf(call.body.amount_money, 'amount_money');
      return { payment: createPayment(call.world.journal, call.account, call.body, money).object };
    },
  },
  {
    method: 'POST',
    path: '/v2/payments/:id/complete',
    scope: 'PAYMENTS_WRITE',
    fields: ['version_token'],
    run: (call) => settle(call, 'COMPLETED'),
  },
  {
    method: 'POST',
    path: '/v2/payments/:id/cancel',
    scope: 'PAYMENTS_WRITE',
    fields: [],
    run: (call) => settle(call, 'CANCELED'),
  },
  {
    method: 'GET',
    path: '/v2/refunds',
    scope: 'PAYMENTS_READ',
    query: [...RANGES, ...PAGING, 'status', 'source_type'],
    run: (call) => {
      const { status } = call.query;
      const matches = (refund: SquareObject): boolean => status === undefined || refund.status === status;
      return listByTime(call, 'refunds', call.query.location_id, matches);
    },
  },
  {
    method: 'GET',
    path: '/v2/refunds/:id',
    scope: 'PAYMENTS_READ',
    run: (call) => ({ refund: liveObject(call, 'refunds', call.ids[0]!) }),
  },
  {
    method: 'POST',
    path: '/v2/refunds',
    scope: 'PAYMENTS_WRITE',
    fields: ['idempotency_key', 'amount_money', 'payment_id', 'reason', 'location_id'],
    longestKey: LONGEST_KEY,
    run: (call) => {
      const money = amountOf(call.body.amount_money, 'amount_money');
      const payment = liveObject(call, 'payments', String(call.body.payment_id ?? ''));
      const index = indexOf(call, 'payments', payment);
      const { reason } = call.body;
      const change = refundPayment(call.world.journal, call.account, index, money.amount, {
        ...(typeof reason === 'string' ? { reason } : {}),
      });
      return { refund: change.object };
    },
  },
];

function settle(call: ApiCall, status: 'COMPLETED' | 'CANCELED'): unknown {
  const payment = liveObject(call, 'payments', call.ids[0]!);
  const index = indexOf(call, 'payments', payment);
  return { payment: settlePayment(call.world.journal, call.account, index, status).object };
}

/** Both lists go back one year unless `begin_time` says otherwise, whatever else is asked. */
function listByTime(
  call: ApiCall,
  stream: Extract<StreamName, 'payments' | 'refunds'>,
  location: string | undefined,
  matches: (object: SquareObject) => boolean,
): SquareObject {
  const { cursor, limit: wanted, ...about } = call.query;
  const field = oneOf(about.sort_field, ['CREATED_AT', 'UPDATED_AT'], 'CREATED_AT', 'sort_field');
  const order = oneOf(about.sort_order, ['ASC', 'DESC'], 'DESC', 'sort_order');
  const begin = time(about.begin_time, 'begin_time') ?? call.world.clock.milliseconds() - YEAR;
  const end = time(about.end_time, 'end_time') ?? Infinity;
  const updatedFrom = time(about.updated_at_begin_time, 'updated_at_begin_time');
  const updatedTo = time(about.updated_at_end_time, 'updated_at_end_time');
  const hasUpdated = updatedFrom !== undefined || updatedTo !== undefined;
  return listPage(call, stream, {
    stream,
    about,
    cursor,
    sort: field === 'UPDATED_AT' ? 'updated' : 'created',
    descending: order === 'DESC',
    limit: limit(wanted, { max: 100, usual: 100, beyond: 'ignored' }),
    closesNow: true,
    ranges: {
      created: { min: begin, max: end },
      ...(hasUpdated ? { updated: { min: updatedFrom ?? -Infinity, max: updatedTo ?? Infinity } } : {}),
    },
    ...(location === undefined ? {} : { facets: ownLocations(call, [location], 'location_id') }),
    matches,
  });
}

function matchesCard(payment: SquareObject, { total, last_4: last4, card_brand: brand }: ApiCall['query']): boolean {
  const { card } = (payment.card_details ?? {}) as { card?: SquareObject };
  if (total !== undefined && (payment.total_money as { amount: number }).amount !== Number(total)) return false;
  if (last4 !== undefined && card?.last_4 !== last4) return false;
  return brand === undefined || card?.card_brand === brand;
}
