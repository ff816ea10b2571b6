import type { ApiCall, ApiRoute } from './api.call.js';
import { indexOf, listPage, liveObject, ownLocations } from './object.reading.js';
import { limit, oneOf, time } from './parameter.reading.js';

const YEAR = 365 * 86_400_000;
/** Disputes come in pages of a size that callers cannot choose. */
const DISPUTES_A_PAGE = 50;
const LIMIT = { max: 100, usual: 100, beyond: 'ignored' } as const;

export const MONEY_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/disputes',
    scope: 'DISPUTES_READ',
    query: ['cursor', 'states', 'location_id'],
    run: (call) => {
      const { cursor, ...about } = call.query;
      const states = about.states?.split(',');
      return listPage(call, 'disputes', {
        stream: 'disputes',
        about,
        cursor,
        sort: 'created',
        descending: true,
        limit: DISPUTES_A_PAGE,
        ...within(call, about.location_id),
        matches: (dispute) => states === undefined || states.includes(String(dispute.state)),
      });
    },
  },
  {
    method: 'GET',
    path: '/v2/disputes/:id',
    scope: 'DISPUTES_READ',
    run: (call) => ({ dispute: liveObject(call, 'disputes', call.ids[0]!) }),
  },
  {
    method: 'GET',
    path: '/v2/payouts',
    scope: 'PAYOUTS_READ',
    query: ['location_id', 'status', 'begin_time', 'end_time', 'sort_order', 'cursor', 'limit'],
    run: listPayouts,
  },
  {
    method: 'GET',
    path: '/v2/payouts/:id',
    scope: 'PAYOUTS_READ',
    run: (call) => ({ payout: liveObject(call, 'payouts', call.ids[0]!) }),
  },
  {
    method: 'GET',
    path: '/v2/payouts/:id/payout-entries',
    scope: 'PAYOUTS_READ',
    query: ['sort_order', 'cursor', 'limit'],
    run: (call) => {
      const payout = liveObject(call, 'payouts', call.ids[0]!);
      const { cursor, limit: wanted, ...about } = call.query;
      return listPage(call, 'payout_entries', {
        stream: 'payout_entries',
        about: [about, payout.id],
        cursor,
        sort: 'created',
        descending: oneOf(about.sort_order, ['ASC', 'DESC'], 'DESC', 'sort_order') === 'DESC',
        limit: limit(wanted, LIMIT),
        ranges: { created: entriesOf(call, indexOf(call, 'payouts', payout)) },
      });
    },
  },
  {
    method: 'GET',
    path: '/v2/bank-accounts',
    scope: 'BANK_ACCOUNTS_READ',
    query: ['cursor', 'limit', 'location_id'],
    run: (call) => {
      const { cursor, limit: wanted, ...about } = call.query;
      return listPage(call, 'bank_accounts', {
        stream: 'bank_accounts',
        about,
        cursor,
        sort: 'id',
        descending: false,
        limit: limit(wanted, { max: 1000, usual: 1000, beyond: 'refused' }),
        ...within(call, about.location_id),
      });
    },
  },
  {
    method: 'GET',
    path: '/v2/bank-accounts/:id',
    scope: 'BANK_ACCOUNTS_READ',
    run: (call) => ({ bank_account: liveObject(call, 'bank_accounts', call.ids[0]!) }),
  },
];

/** Like payments: of the main location, and of the last year, unless the caller says otherwise. */
function listPayouts(call: ApiCall): unknown {
  const { cursor, limit: wanted, ...about } = call.query;
  const begin = time(about.begin_time, 'begin_time') ?? call.world.clock.milliseconds() - YEAR;
  return listPage(call, 'payouts', {
    stream: 'payouts',
    about,
    cursor,
    sort: 'created',
    descending: oneOf(about.sort_order, ['ASC', 'DESC'], 'DESC', 'sort_order') === 'DESC',
    limit: limit(wanted, LIMIT),
    closesNow: true,
    ranges: { created: { min: begin, max: time(about.end_time, 'end_time') ?? Infinity } },
    ...within(call, about.location_id ?? call.account.mainLocation),
    matches: (payout) => about.status === undefined || payout.status === about.status,
  });
}

function within(call: ApiCall, location: string | undefined): { facets?: ReadonlySet<string> } {
  return location === undefined ? {} : { facets: ownLocations(call, [location], 'location_id') };
}

/** Entries are sorted by their index, and those of one payout stand together. */
function entriesOf(call: ApiCall, payout: number): { min: number; max: number } {
  const { first, end } = call.account.ledger.payouts[payout]!;
  return { min: first, max: end - 1 };
}
