import { firstName, lastName } from '../../common/person.words.js';
import { activityDetails } from '../dataset/gift-card.objects.js';
import { IN_STOCK } from '../dataset/stock.objects.js';
import { programId } from '../dataset/loyalty.objects.js';
import { itemName, price } from '../dataset/shop.words.js';
import { currencyAt, MAIN_LOCATION } from '../dataset/location.objects.js';
import { DAY, iso } from '../dataset/square.time.js';
import type { SeededRandom } from '../../common/seeded.random.js';
import type { Money, SquareObject, StreamName } from '../square.stream.js';
import { CatalogChanges } from './catalog.changes.js';
import type { Change, ChangeJournal } from './change.journal.js';
import { createInvoice } from './invoice.actions.js';
import { amount, createOrder, createPayment, refundPayment } from './sale.actions.js';
import type { SquareAccount } from './square.account.js';
import { isTombstone } from './stream.store.js';

export interface Scene {
  journal: ChangeJournal;
  account: SquareAccount;
  random: SeededRandom;
  at: number;
}

/** Null when there is nothing that the new object could belong to. */
type Newcomer = (scene: Scene, given: SquareObject) => Change | null;

/** A new object of each kind that comes about at Square, with all that it brings along. */
export const NEWCOMERS: Partial<Record<StreamName, Newcomer>> = {
  customers: ({ journal, account, random, at }, given) => {
    const [given_name, family_name] = [firstName(random.integer(1e9)), lastName(random.integer(1e9))];
    const email_address = `new.${random.integer(1e9)}@example.com`;
    const preferences = { email_unsubscribed: false };
    const draft = { given_name, family_name, email_address, preferences, creation_source: 'DIRECTORY', ...given };
    return journal.create(account, 'customers', draft, at);
  },
  products: ({ journal, account, random, at }, given) => {
    const object = 'type' in given ? { id: '#new', ...given } : newItem(random);
    const { objects, events } = new CatalogChanges(journal, account, at).upsert([object]);
    return { object: objects[0]!, events };
  },
  orders: ({ journal, account, random, at }, given) =>
    createOrder(journal, account, newOrder(account, random, given), at),
  payments: ({ journal, account, random, at }, given) => {
    const order = createOrder(journal, account, newOrder(account, random, {}), at).object;
    const kind = ['CARD', 'CARD', 'CASH', 'EXTERNAL'][random.integer(4)]!;
    const money = (given.amount_money as Money | undefined) ?? (order.total_money as Money);
    const draft = {
      source_id: kind,
      ...(kind === 'EXTERNAL' ? { external_details: { type: 'OTHER', source: 'Voucher' } } : {}),
      ...(kind === 'CASH' ? { cash_details: { buyer_supplied_money: money } } : {}),
      ...(kind === 'CARD' && random.integer(4) === 0 ? { autocomplete: false } : {}),
      ...(kind === 'CARD' && random.integer(3) === 0 ? { tip_money: { ...money, amount: 150 } } : {}),
      location_id: order.location_id,
      order_id: order.id,
      ...given,
    };
    return createPayment(journal, account, draft, money, at);
  },
  refunds: (scene, given) => {
    const { journal, account, random, at } = scene;
    if (given.unlinked === true) return unlinkedRefund(scene, given);
    const index =
      given.payment_id === undefined
        ? pick(scene, 'payments', (payment) => payment.status === 'COMPLETED' && left(payment) > 0)
        : account.store('payments').indexOf(String(given.payment_id));
    if (index === undefined) return null;
    const { payment_id: _payment, amount_money: money, ...fields } = given;
    const most = left(account.store('payments').at(index)!);
    const value = money === undefined ? 1 + random.integer(most) : amount(money);
    return refundPayment(journal, account, index, value, { reason: 'Returned goods', ...fields }, at);
  },
  invoices: ({ journal, account, random, at }, given) => {
    const order = createOrder(journal, account, newOrder(account, random, {}), at).object;
    return createInvoice(journal, account, { title: 'Tickets', ...given }, order, at);
  },
  disputes: (scene, given) => {
    const { journal, account, at } = scene;
    const index = pick(
      scene,
      'payments',
      (payment) => payment.status === 'COMPLETED' && payment.source_type === 'CARD',
    );
    if (index === undefined) return null;
    const payment = account.store('payments').at(index)!;
    const draft = {
      amount_money: payment.amount_money,
      reason: 'NO_KNOWLEDGE',
      state: 'EVIDENCE_REQUIRED',
      due_at: iso(at + 14 * DAY),
      reported_at: iso(at),
      disputed_payment: { payment_id: payment.id },
      card_brand: 'VISA',
      location_id: payment.location_id,
      ...given,
    };
    const { object, events } = journal.create(account, 'disputes', draft, at);
    return { object, events };
  },
  inventory_counts: (scene, given) => {
    const { journal, account, random, at } = scene;
    const location_id = account.mainLocation;
    const index = pick(scene, 'products', ({ id, type }) => {
      const key = `${String(id)}:${location_id}:${IN_STOCK}`;
      return type === 'ITEM_VARIATION' && account.store('inventory_counts').find(key) === undefined;
    });
    if (index === undefined && given.catalog_object_id === undefined) return null;
    const draft = {
      catalog_object_id: index === undefined ? undefined : account.store('products').at(index)!.id,
      catalog_object_type: 'ITEM_VARIATION',
      state: IN_STOCK,
      location_id,
      quantity: String(random.integer(100)),
      ...given,
    };
    return journal.create(account, 'inventory_counts', draft, at);
  },
  gift_cards: ({ journal, account, random, at }, given) => {
    const balance_money = { amount: 500 * (1 + random.integer(20)), currency: currencyAt(MAIN_LOCATION) };
    const gan = `77833200${String(10_000_000 + random.integer(89_999_999))}`;
    const draft = { type: 'DIGITAL', gan_source: 'SQUARE', state: 'ACTIVE', balance_money, gan, ...given };
    return journal.create(account, 'gift_cards', draft, at);
  },
  gift_card_activities: (scene, given) => {
    const { journal, account, random, at } = scene;
    const index = pick(scene, 'gift_cards', (card) => card.state === 'ACTIVE');
    if (index === undefined) return null;
    const card = account.store('gift_cards').at(index)!;
    const balance = card.balance_money as Money;
    const kind = balance.amount > 0 && random.integer(2) === 0 ? 'REDEEM' : 'LOAD';
    const moved = kind === 'REDEEM' ? 1 + random.integer(balance.amount) : 500;
    const left: Money = { ...balance, amount: balance.amount + (kind === 'REDEEM' ? -moved : moved) };
    const draft = {
      type: kind,
      location_id: account.mainLocation,
      gift_card_id: card.id,
      gift_card_gan: card.gan,
      gift_card_balance_money: left,
      ...activityDetails(kind, { ...balance, amount: moved }, `sandbox-${random.integer(1e9)}`),
      ...given,
    };
    const updated = journal.update(account, 'gift_cards', index, { balance_money: left }, at);
    const created = journal.create(account, 'gift_card_activities', draft, at);
    return { object: created.object, events: [...updated.events, ...created.events] };
  },
  loyalty_accounts: (scene, given) => {
    const { journal, account, random, at } = scene;
    if (account.loyalty !== 'program') return null;
    const index = pick(scene, 'customers', () => true);
    const mapping = {
      id: `m-${random.integer(1e9)}`,
      created_at: iso(at),
      phone_number: `+1512${1_000_000 + random.integer(8_999_999)}`,
    };
    const customer = index === undefined ? {} : { customer_id: account.store('customers').at(index)!.id };
    const points = random.integer(50);
    const program = { program_id: programId(account.data), enrolled_at: iso(at), mapping };
    const draft = { ...program, balance: points, lifetime_points: points, ...customer, ...given };
    return journal.create(account, 'loyalty_accounts', draft, at);
  },
};

/** Money that is given back without a payment at Square. */
function unlinkedRefund({ journal, account, random, at }: Scene, given: SquareObject): Change {
  const draft = {
    status: 'COMPLETED',
    amount_money: { amount: 1 + random.integer(5_000), currency: currencyAt(MAIN_LOCATION) },
    location_id: account.mainLocation,
    destination_type: 'CASH',
    ...given,
  };
  return journal.create(account, 'refunds', draft, at);
}

const TRIES = 200;

/** The index of some live object that will do. */
export function pick(
  { account, random }: Scene,
  stream: StreamName,
  suits: (object: SquareObject) => boolean,
): number | undefined {
  const store = account.store(stream);
  for (let tries = 0; tries < TRIES && store.nextIndex > 0; tries += 1) {
    const index = random.integer(store.nextIndex);
    const object = store.at(index);
    if (object && !isTombstone(object) && suits(object)) return index;
  }
  return undefined;
}

const left = (payment: SquareObject): number => amount(payment.total_money) - amount(payment.refunded_money);

function newItem(random: SeededRandom): SquareObject {
  const currency = currencyAt(MAIN_LOCATION);
  const variation = (name: string): SquareObject => ({
    type: 'ITEM_VARIATION',
    id: `#${name}`,
    item_variation_data: {
      name,
      pricing_type: 'FIXED_PRICING',
      price_money: { amount: price(random.integer(1e9), currency), currency },
    },
  });
  const item_data = { name: itemName(random.integer(1e9)), variations: [variation('Regular'), variation('Large')] };
  return { type: 'ITEM', id: '#item', item_data };
}

function newOrder(account: SquareAccount, random: SeededRandom, given: SquareObject): SquareObject {
  const place =
    given.location_id === undefined ? undefined : account.store('locations').indexOf(String(given.location_id));
  const location = place ?? random.integer(account.data.counts.locations);
  const currency = currencyAt(location);
  const draw = random.integer(1e9);
  const line = {
    name: itemName(draw),
    quantity: String(1 + random.integer(3)),
    base_price_money: { amount: price(draw, currency), currency },
  };
  return { location_id: account.data.id('locations', location), line_items: [line], ...given };
}
