import type { Money, SquareObject } from '../square.stream.js';
import { variationAt, variationCount } from './catalog.facts.js';
import type { Dataset } from './dataset.js';
import { orderFacts, paymentFacts, paymentStatus, type OrderFacts } from './sale.facts.js';
import { itemName, variationName } from './shop.words.js';
import { HOUR, iso } from './square.time.js';

type OrderState = 'OPEN' | 'COMPLETED' | 'CANCELED' | 'DRAFT';

export function orderState(data: Dataset, index: number): OrderState {
  const [first, end] = data.children('payments', 'orders', index);
  if (end === first) {
    const draw = data.hash('orders', index, 21) % 10;
    return draw < 6 ? 'OPEN' : draw < 7 ? 'DRAFT' : 'CANCELED';
  }
  const statuses = new Set<string>();
  for (let payment = first; payment < end; payment += 1) statuses.add(paymentStatus(data, payment));
  if (statuses.size > 1) return 'OPEN';
  return statuses.has('COMPLETED') ? 'COMPLETED' : statuses.has('CANCELED') ? 'CANCELED' : 'OPEN';
}

export function orderUpdated(data: Dataset, index: number): number {
  const created = data.moment('orders', index);
  let updated = data.after(created, data.hash('orders', index, 23) % HOUR);
  const [first, end] = data.children('payments', 'orders', index);
  for (let payment = first; payment < end; payment += 1) {
    updated = Math.max(updated, paymentFacts(data, payment).updated);
  }
  return updated;
}

export function order(data: Dataset, index: number): SquareObject {
  const facts = orderFacts(data, index);
  const state = orderState(data, index);
  const updated = orderUpdated(data, index);
  const money = (amount: number): Money => ({ amount, currency: facts.currency });
  const tenders = tendersOf(data, index);
  const paid = tenders.reduce((sum, tender) => sum + tender.amount_money.amount, 0);
  const isClosed = state === 'COMPLETED' || state === 'CANCELED';
  return {
    id: data.id('orders', index),
    location_id: data.id('locations', facts.location),
    ...(facts.customer < 0 ? {} : { customer_id: data.id('customers', facts.customer) }),
    line_items: lineItems(data, index, facts),
    ...(facts.tax > 0 ? { taxes: [orderTax(data, index, money(facts.tax))] } : {}),
    ...(tenders.length > 0 ? { tenders } : {}),
    created_at: iso(facts.created),
    updated_at: iso(updated),
    ...(isClosed ? { closed_at: iso(updated) } : {}),
    state,
    version: isClosed ? 4 : 1 + (data.hash('orders', index, 22) % 3),
    total_money: money(facts.total),
    total_tax_money: money(facts.tax),
    total_discount_money: money(0),
    total_tip_money: money(0),
    total_service_charge_money: money(0),
    net_amounts: {
      total_money: money(facts.total),
      tax_money: money(facts.tax),
      discount_money: money(0),
      tip_money: money(0),
      service_charge_money: money(0),
    },
    net_amount_due_money: money(facts.total - paid),
    source: { name: 'Sandbox Point of Sale' },
    ...(index % 3 === 0 ? { reference_id: `basket-${index}`, metadata: { channel: 'web' } } : {}),
  };
}

interface Tender extends SquareObject {
  amount_money: Money;
}

function tendersOf(data: Dataset, index: number): Tender[] {
  const [first, end] = data.children('payments', 'orders', index);
  const tenders: Tender[] = [];
  for (let payment = first; payment < end; payment += 1) {
    const { status, amount, currency, location, created, source } = paymentFacts(data, payment);
    if (status !== 'COMPLETED') continue;
    const id = data.id('payments', payment);
    tenders.push({
      id,
      payment_id: id,
      location_id: data.id('locations', location),
      transaction_id: data.id('orders', index),
      created_at: iso(created),
      amount_money: { amount, currency },
      type: source === 'EXTERNAL' ? 'OTHER' : source,
    });
  }
  return tenders;
}

function lineItems(data: Dataset, index: number, facts: OrderFacts): SquareObject[] {
  let taxLeft = facts.tax;
  return facts.lines.map((line, at) => {
    const money = (amount: number): Money => ({ amount, currency: facts.currency });
    const gross = line.price * line.quantity;
    const isLast = at === facts.lines.length - 1;
    const tax = isLast ? taxLeft : Math.floor((facts.tax * gross) / facts.subtotal);
    taxLeft -= tax;
    const variations = variationCount(data);
    const variation = variations === 0 ? -1 : variationAt(data, line.variation % variations);
    return {
      uid: data.word('orders', index, 60 + at, 22),
      ...(variation < 0 ? {} : { catalog_object_id: data.id('products', variation) }),
      quantity: String(line.quantity),
      name: itemName(line.variation),
      variation_name: variationName(line.variation),
      item_type: 'ITEM',
      ...(line.variation % 4 === 0 ? { metadata: { seat: `A${line.variation % 40}` } } : {}),
      base_price_money: money(line.price),
      variation_total_price_money: money(gross),
      gross_sales_money: money(gross),
      total_tax_money: money(tax),
      total_discount_money: money(0),
      total_money: money(gross + tax),
    };
  });
}

function orderTax(data: Dataset, index: number, applied: Money): SquareObject {
  const uid = data.word('orders', index, 59, 22);
  return { uid, name: 'Sales tax', percentage: '8', type: 'ADDITIVE', scope: 'ORDER', applied_money: applied };
}
