import { randomBytes } from 'node:crypto';
import { badRequest, invalidValue, missingField, notFound } from '../square.errors.js';
import type { Money, SquareObject } from '../square.stream.js';
import { feeOf } from '../dataset/sale.facts.js';
import { iso } from '../dataset/square.time.js';
import type { Change, ChangeJournal } from './change.journal.js';
import { taxed } from './order.taxes.js';
import type { SquareAccount } from './square.account.js';

const uid = (): string => randomBytes(11).toString('hex');

export const amount = (money: unknown): number => (money as Money | undefined)?.amount ?? 0;

/** An order with totals that follow from its lines. */
export function createOrder(journal: ChangeJournal, account: SquareAccount, given: SquareObject, at?: number): Change {
  const location = account.store('locations').find(String(given.location_id));
  if (!location) throw invalidValue('Location does not exist.', 'order.location_id');
  const currency = String(location.currency);
  const money = (value: number): Money => ({ amount: value, currency });
  const given_lines = Array.isArray(given.line_items) ? (given.line_items as SquareObject[]) : [];
  const untaxed = given_lines.map((line, index) => lineItem(account, line, currency, index));
  const { lines, taxes, total: tax } = taxed(account, given, untaxed, currency);
  const total = lines.reduce((sum, line) => sum + amount(line.total_money), 0);
  const nothing = {
    total_tax_money: money(tax),
    total_discount_money: money(0),
    total_tip_money: money(0),
    total_service_charge_money: money(0),
  };
  const draft = {
    source: { name: 'Sandbox application' },
    state: 'OPEN',
    ...given,
    ...(lines.length > 0 ? { line_items: lines } : {}),
    ...(taxes.length > 0 ? { taxes } : {}),
    total_money: money(total),
    ...nothing,
    net_amounts: { total_money: money(total), tax_money: money(tax), discount_money: money(0), tip_money: money(0) },
    net_amount_due_money: money(total),
  };
  return journal.create(account, 'orders', draft, at);
}

function lineItem(account: SquareAccount, line: SquareObject, currency: string, index: number): SquareObject {
  const field = `order.line_items[${index}]`;
  if (typeof line.quantity !== 'string')
    throw badRequest('EXPECTED_STRING', 'Expected a string value.', `${field}.quantity`);
  const variation = line.catalog_object_id
    ? (account.store('products').find(String(line.catalog_object_id))?.item_variation_data as SquareObject | undefined)
    : undefined;
  if (line.catalog_object_id && !variation)
    throw notFound(`Item variation with ID \`${String(line.catalog_object_id)}\` not found.`);
  const price = (line.base_price_money ?? variation?.price_money) as Money | undefined;
  if (!price) throw missingField(`${field}.base_price_money`);
  if (price.currency !== currency) throw badRequest('CURRENCY_MISMATCH', `The location takes ${currency}.`, field);
  const total: Money = { amount: Math.round(price.amount * Number(line.quantity)), currency };
  return {
    uid: uid(),
    item_type: 'ITEM',
    ...(variation ? { name: variation.name } : {}),
    ...line,
    base_price_money: price,
    gross_sales_money: total,
    total_tax_money: { amount: 0, currency },
    total_discount_money: { amount: 0, currency },
    total_money: total,
  };
}

/** A payment that was taken elsewhere, or in cash: it settles at once, and settles its order. */
export function createPayment(
  journal: ChangeJournal,
  account: SquareAccount,
  given: SquareObject,
  money: Money,
  at?: number,
): Change {
  const { source_id: source, idempotency_key: _key, autocomplete, ...fields } = given;
  if (typeof source !== 'string') throw missingField('source_id');
  const kind = source === 'EXTERNAL' || source === 'CASH' ? source : 'CARD';
  if (kind === 'EXTERNAL' && !given.external_details) throw missingField('external_details');
  if (kind === 'CASH' && !given.cash_details) throw missingField('cash_details');
  const location = String(given.location_id ?? account.mainLocation);
  const currency = account.store('locations').find(location)?.currency;
  if (currency !== money.currency) {
    throw badRequest('INVALID_VALUE', `The location takes ${String(currency)}.`, 'amount_money.currency');
  }
  const order =
    given.order_id === undefined ? orderOfCustomAmount(journal, account, location, money, at) : String(given.order_id);
  const isDelayed = autocomplete === false && kind === 'CARD';
  const total: Money = { ...money, amount: money.amount + amount(given.tip_money) };
  const draft = {
    ...fields,
    amount_money: money,
    total_money: total,
    approved_money: total,
    status: isDelayed ? 'APPROVED' : 'COMPLETED',
    source_type: kind,
    location_id: location,
    order_id: order,
    ...(kind === 'CARD'
      ? { card_details: { status: isDelayed ? 'AUTHORIZED' : 'CAPTURED', card: { last_4: '1111' } } }
      : {}),
  };
  const change = journal.create(account, 'payments', draft, at);
  if (!isDelayed) payOrder(journal, account, change.object, at);
  return change;
}

export function settlePayment(
  journal: ChangeJournal,
  account: SquareAccount,
  index: number,
  status: 'COMPLETED' | 'CANCELED',
  at?: number,
): Change {
  const payment = account.store('payments').at(index)!;
  if (payment.status !== 'APPROVED') {
    throw badRequest('BAD_REQUEST', `Invalid Payment state ${String(payment.status)}: only APPROVED can change.`);
  }
  const money = payment.amount_money as Money;
  const fee = {
    type: 'INITIAL',
    effective_at: iso(at ?? journal.now()),
    amount_money: { ...money, amount: feeOf(money.amount) },
  };
  const change = journal.update(
    account,
    'payments',
    index,
    {
      status,
      card_details: {
        ...(payment.card_details as SquareObject),
        status: status === 'COMPLETED' ? 'CAPTURED' : 'VOIDED',
      },
      ...(status === 'COMPLETED' ? { processing_fee: [fee] } : {}),
    },
    at,
  );
  if (status === 'COMPLETED') payOrder(journal, account, change.object, at);
  return change;
}

/** @throws when it is more than what is left of the payment */
export function refundPayment(
  journal: ChangeJournal,
  account: SquareAccount,
  index: number,
  value: number,
  fields: SquareObject = {},
  at?: number,
): Change {
  const payment = account.store('payments').at(index)!;
  const { currency } = payment.amount_money as Money;
  const refunded = amount(payment.refunded_money);
  const left = amount(payment.total_money) - refunded;
  if (payment.status !== 'COMPLETED') throw badRequest('PAYMENT_NOT_REFUNDABLE', 'The payment cannot be refunded.');
  if (!(value > 0 && value <= left)) {
    throw badRequest('REFUND_AMOUNT_INVALID', 'The requested refund amount exceeds the amount available to refund.');
  }
  const id = `${String(payment.id)}_${account.store('refunds').nextId}`;
  const refund = journal.create(
    account,
    'refunds',
    {
      id,
      ...fields,
      status: payment.source_type === 'CARD' ? 'PENDING' : 'COMPLETED',
      amount_money: { amount: value, currency },
      payment_id: payment.id,
      ...(payment.order_id === undefined ? {} : { order_id: payment.order_id }),
      location_id: payment.location_id,
    },
    at,
  );
  const updated = journal.update(
    account,
    'payments',
    index,
    {
      refunded_money: { amount: refunded + value, currency },
      refund_ids: [...((payment.refund_ids as string[] | undefined) ?? []), id],
    },
    at,
  );
  return { object: refund.object, events: [...refund.events, ...updated.events] };
}

function orderOfCustomAmount(
  journal: ChangeJournal,
  account: SquareAccount,
  location: string,
  money: Money,
  at: number | undefined,
): string {
  const line = { name: 'Custom amount', item_type: 'CUSTOM_AMOUNT', quantity: '1', base_price_money: money };
  return String(createOrder(journal, account, { location_id: location, line_items: [line] }, at).object.id);
}

function payOrder(journal: ChangeJournal, account: SquareAccount, payment: SquareObject, at: number | undefined): void {
  const store = account.store('orders');
  const index = store.indexOf(String(payment.order_id));
  const order = index === undefined ? null : store.at(index);
  if (index === undefined || !order) return;
  const money = payment.amount_money as Money;
  const total = payment.total_money as Money;
  const tip = amount(payment.tip_money);
  const due = amount(order.net_amount_due_money) - money.amount;
  const withTip = (of: unknown): Money => ({ ...money, amount: amount(of) + tip });
  const tender = {
    id: payment.id,
    payment_id: payment.id,
    location_id: payment.location_id,
    transaction_id: order.id,
    created_at: payment.created_at,
    amount_money: total,
    ...(tip > 0 ? { tip_money: payment.tip_money } : {}),
    type: payment.source_type === 'EXTERNAL' ? 'OTHER' : payment.source_type,
  };
  journal.update(
    account,
    'orders',
    index,
    {
      tenders: [...((order.tenders as SquareObject[] | undefined) ?? []), tender],
      net_amount_due_money: { ...money, amount: due },
      ...(tip > 0 ? { total_tip_money: withTip(order.total_tip_money), total_money: withTip(order.total_money) } : {}),
      ...(due <= 0 ? { state: 'COMPLETED', closed_at: iso(at ?? journal.now()) } : {}),
    },
    at,
  );
}
