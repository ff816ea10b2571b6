import type { SquareClient } from 'square';

/** What to list. */
export interface SquareListQuery {
  cursor?: string;
  /** Objects of a page; of no meaning where {@link SquareResource.largest} is absent. */
  limit: number;
  /** Of the locations, where the stream goes by location. */
  locationIds: string[];
  /** Only what was changed since, RFC 3339. */
  since?: string;
}

/** How Square is asked for the objects of a stream. */
export interface SquareResource {
  /** Names the operation: `GET /v2/payments`. */
  listed: string;
  /** Most objects that a page may have; absent: Square decides. */
  largest?: number;
  list: (square: SquareClient, query: SquareListQuery) => PromiseLike<unknown>;
  /** Absent: a single object cannot be read. */
  found?: string;
  /** It is found in a list, which is empty where it is gone. */
  readsList?: true;
  /** @param id as in {@link SquareStream.idOf} */
  read?: (square: SquareClient, id: string) => PromiseLike<unknown>;
}

/** Before Square was founded: lists leave out what is older than a year unless they are told since when. */
const EVER = '2009-01-01T00:00:00Z';
/** All types of the catalogue that are kept: nested ones are left out unless they are named. */
const CATALOG_TYPES = ['ITEM', 'ITEM_VARIATION', 'CATEGORY', 'TAX', 'DISCOUNT', 'MODIFIER_LIST'] as const;

/** By name of the stream. Payout entries are listed by payout: see square.payout-entries.ts. */
export const SQUARE_RESOURCES: Readonly<Record<string, SquareResource>> = {
  locations: {
    listed: 'GET /v2/locations',
    list: (square) => square.locations.list(),
    found: 'GET /v2/locations/:id',
    read: (square, locationId) => square.locations.get({ locationId }),
  },
  customers: {
    listed: 'POST /v2/customers/search',
    largest: 100,
    // They can be filtered by time of change, but not sorted by it: a walk is of use once it is over.
    list: (square, { cursor, limit, since }) =>
      square.customers.search({
        cursor,
        limit: BigInt(limit),
        query: {
          ...(since !== undefined && { filter: { updatedAt: { startAt: since } } }),
          sort: { field: 'CREATED_AT', order: 'ASC' },
        },
      }),
    found: 'GET /v2/customers/:id',
    read: (square, customerId) => square.customers.get({ customerId }),
  },
  products: {
    listed: 'POST /v2/catalog/search',
    largest: 1_000,
    list: (square, { cursor, limit, since }) =>
      square.catalog.search({
        cursor,
        limit,
        objectTypes: [...CATALOG_TYPES],
        ...(since !== undefined && { beginTime: since, includeDeletedObjects: true }),
      }),
    found: 'GET /v2/catalog/object/:id',
    read: (square, objectId) => square.catalog.object.get({ objectId }),
  },
  orders: {
    listed: 'POST /v2/orders/search',
    largest: 500,
    list: (square, { cursor, limit, locationIds, since }) =>
      square.orders.search({
        cursor,
        locationIds,
        limit,
        // A filter by time must be of the field that is sorted by.
        query: since
          ? {
              filter: { dateTimeFilter: { updatedAt: { startAt: since } } },
              sort: { sortField: 'UPDATED_AT', sortOrder: 'ASC' },
            }
          : { sort: { sortField: 'CREATED_AT', sortOrder: 'ASC' } },
      }),
    found: 'GET /v2/orders/:id',
    read: (square, orderId) => square.orders.get({ orderId }),
  },
  payments: {
    listed: 'GET /v2/payments',
    largest: 100,
    list: (square, { cursor, limit, locationIds: [locationId], since }) =>
      square.payments.list({ ...byTime(since), limit, cursor, locationId }),
    found: 'GET /v2/payments/:id',
    read: (square, paymentId) => square.payments.get({ paymentId }),
  },
  refunds: {
    listed: 'GET /v2/refunds',
    largest: 100,
    list: (square, { cursor, limit, since }) => square.refunds.list({ ...byTime(since), limit, cursor }),
    found: 'GET /v2/refunds/:id',
    read: (square, refundId) => square.refunds.get({ refundId }),
  },
  invoices: {
    listed: 'POST /v2/invoices/search',
    largest: 200,
    list: (square, { cursor, limit, locationIds }) =>
      square.invoices.search({
        cursor,
        limit,
        query: { filter: { locationIds }, sort: { field: 'INVOICE_SORT_DATE', order: 'ASC' } },
      }),
    found: 'GET /v2/invoices/:id',
    read: (square, invoiceId) => square.invoices.get({ invoiceId }),
  },
  disputes: {
    listed: 'GET /v2/disputes',
    list: (square, { cursor }) => square.disputes.list({ cursor }),
    found: 'GET /v2/disputes/:id',
    read: (square, disputeId) => square.disputes.get({ disputeId }),
  },
  payouts: {
    listed: 'GET /v2/payouts',
    largest: 100,
    list: (square, { cursor, limit, locationIds: [locationId], since }) =>
      square.payouts.list({ cursor, locationId, beginTime: since ?? EVER, sortOrder: 'ASC', limit }),
    found: 'GET /v2/payouts/:id',
    read: (square, payoutId) => square.payouts.get({ payoutId }),
  },
  inventory_counts: {
    listed: 'POST /v2/inventory/counts/batch-retrieve',
    largest: 1_000,
    list: (square, { cursor, limit, since }) => square.inventory.batchGetCounts({ cursor, limit, updatedAfter: since }),
    found: 'POST /v2/inventory/counts/batch-retrieve',
    readsList: true,
    read: (square, id) => {
      const [object = '', location = ''] = id.split(':');
      return square.inventory.batchGetCounts({ catalogObjectIds: [object], locationIds: [location] });
    },
  },
  gift_cards: {
    listed: 'GET /v2/gift-cards',
    largest: 200,
    list: (square, { cursor, limit }) => square.giftCards.list({ cursor, limit }),
    found: 'GET /v2/gift-cards/:id',
    read: (square, id) => square.giftCards.get({ id }),
  },
  // Filtered by creation: see the staleness of the stream.
  gift_card_activities: {
    listed: 'GET /v2/gift-cards/activities',
    largest: 100,
    list: (square, { cursor, limit, since }) =>
      square.giftCards.activities.list({ cursor, beginTime: since ?? EVER, sortOrder: 'ASC', limit }),
  },
  bank_accounts: {
    listed: 'GET /v2/bank-accounts',
    largest: 1_000,
    list: (square, { cursor, limit }) => square.bankAccounts.list({ cursor, limit }),
    found: 'GET /v2/bank-accounts/:id',
    read: (square, bankAccountId) => square.bankAccounts.get({ bankAccountId }),
  },
  loyalty_accounts: {
    listed: 'POST /v2/loyalty/accounts/search',
    largest: 200,
    list: (square, { cursor, limit }) => square.loyalty.accounts.search({ cursor, limit }),
    found: 'GET /v2/loyalty/accounts/:id',
    read: (square, accountId) => square.loyalty.accounts.get({ accountId }),
  },
};

/** The two times of change must be set beside that of creation, which else is a year ago. */
function byTime(since: string | undefined) {
  return since === undefined
    ? ({ beginTime: EVER, sortField: 'CREATED_AT', sortOrder: 'ASC' } as const)
    : ({ beginTime: EVER, updatedAtBeginTime: since, sortField: 'UPDATED_AT', sortOrder: 'ASC' } as const);
}
