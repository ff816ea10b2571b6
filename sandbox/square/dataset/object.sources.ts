import type { SquareObject, StreamName } from '../square.stream.js';
import { catalogCreated, catalogType, catalogUpdated } from './catalog.facts.js';
import { catalogObject } from './catalog.objects.js';
import { customer, customerCreated, customerFacts, customerUpdated } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { dispute, disputeCreated, disputeLocation } from './dispute.objects.js';
import { invoice, invoiceCreated, invoiceLocation } from './invoice.objects.js';
import { location } from './location.objects.js';
import { bankAccount } from './bank.objects.js';
import { giftCard, giftCardActivity } from './gift-card.objects.js';
import { loyaltyAccount, loyaltyUpdated } from './loyalty.objects.js';
import { order, orderUpdated } from './order.objects.js';
import { payment, refund } from './payment.objects.js';
import type { PayoutLedger } from './payout.ledger.js';
import { payout, payoutEntry, payoutUpdated } from './payout.objects.js';
import { orderLocation, paymentBase, paymentFacts, paymentLocation, refundFacts } from './sale.facts.js';
import { stock, stockCalculated, stockCount, stockId, stockIndexOf } from './stock.objects.js';

type SortKey = number | string;
type KeyOf = (index: number) => SortKey;

/** The unchanging part of a stream: `count` objects, each computed when asked for. */
export interface ObjectSource {
  readonly count: number;
  id(index: number): string;
  indexOf(id: string): number | undefined;
  build(index: number): SquareObject;
  /** What the stream can be sorted by, without building its objects. Times are epoch milliseconds. */
  readonly keys: Readonly<Record<string, KeyOf>>;
  /** What most lists filter by: the location's id, the type of a catalogue object, the payout of an entry. */
  facet(index: number): string;
}

export function objectSources(data: Dataset, ledger: PayoutLedger): Record<StreamName, ObjectSource> {
  const place = (index: number): string => data.id('locations', index);
  const none = (): string => '';
  const source = (
    stream: Exclude<StreamName, 'inventory_counts'>,
    build: (data: Dataset, index: number) => SquareObject,
    keys: Record<string, KeyOf>,
    facet: (index: number) => string = none,
    count = data.counts[stream],
  ): ObjectSource => ({
    count,
    id: (index) => data.id(stream, index),
    indexOf: (id) => data.indexOf(stream, id),
    build: (index) => build(data, index),
    keys,
    facet,
  });
  const moment =
    (stream: StreamName): KeyOf =>
    (index) =>
      data.moment(stream, index);
  const byPayout = (index: number): string => data.id('payouts', ledger.payoutOfEntry(index));
  return {
    locations: source('locations', location, { created: (index) => index }),
    customers: source('customers', customer, {
      created: (index) => customerCreated(data, index),
      updated: (index) => customerUpdated(data, index),
      name: (index) => {
        const { given, family } = customerFacts(data, index);
        return nameKey(given, family);
      },
    }),
    products: source(
      'products',
      catalogObject,
      { created: (index) => catalogCreated(data, index), updated: (index) => catalogUpdated(data, index) },
      (index) => catalogType(data, index),
    ),
    orders: source(
      'orders',
      order,
      { created: moment('orders'), updated: (index) => orderUpdated(data, index) },
      (index) => place(orderLocation(data, index)),
    ),
    payments: source(
      'payments',
      payment,
      {
        created: (index) => paymentBase(data, index).created,
        updated: (index) => paymentFacts(data, index).updated,
      },
      (index) => place(paymentLocation(data, index)),
    ),
    refunds: source(
      'refunds',
      refund,
      { created: (index) => refundFacts(data, index).created, updated: (index) => refundFacts(data, index).updated },
      (index) => place(refundFacts(data, index).base.location),
    ),
    invoices: source('invoices', invoice, { created: (index) => invoiceCreated(data, index) }, (index) =>
      place(invoiceLocation(data, index)),
    ),
    disputes: source('disputes', dispute, { created: (index) => disputeCreated(data, index) }, (index) =>
      place(disputeLocation(data, index)),
    ),
    payouts: source(
      'payouts',
      (_data, index) => payout(data, ledger, index),
      {
        created: (index) => ledger.payouts[index]!.time - (ledger.payouts[index]!.time % 1000),
        updated: (index) => payoutUpdated(data, ledger, index),
      },
      (index) => place(ledger.payouts[index]!.location),
      ledger.payouts.length,
    ),
    payout_entries: source(
      'payout_entries',
      (_data, index) => payoutEntry(data, ledger, index),
      { created: (index) => index },
      byPayout,
      ledger.entries.length,
    ),
    inventory_counts: {
      count: stockCount(data),
      id: (index) => (index < stockCount(data) ? stockId(data, index) : ''),
      indexOf: (id) => stockIndexOf(data, id),
      build: (index) => stock(data, index),
      keys: { updated: (index) => stockCalculated(data, index) },
      facet: (index) => place(index % data.counts.locations),
    },
    gift_cards: source('gift_cards', giftCard, { created: moment('gift_cards') }),
    loyalty_accounts: source('loyalty_accounts', loyaltyAccount, {
      created: moment('loyalty_accounts'),
      updated: (index) => loyaltyUpdated(data, index),
    }),
    bank_accounts: source('bank_accounts', bankAccount, { id: (index) => data.id('bank_accounts', index) }, (index) =>
      place(index % data.counts.locations),
    ),
    gift_card_activities: source(
      'gift_card_activities',
      giftCardActivity,
      { created: moment('gift_card_activities') },
      () => place(0),
    ),
  };
}

/** Square's default order of customers: by given name, then family name, those without a name last. */
export function nameKey(given: unknown, family: unknown): string {
  return `${typeof given === 'string' ? given.toLowerCase() : '\uffff'} ${typeof family === 'string' ? family.toLowerCase() : ''}`;
}
