import { describe, expect, it } from '@jest/globals';
import { SquareAccount } from '../live/square.account.js';
import { externalId, STREAMS, type Money, type SquareObject, type StreamName } from '../square.stream.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const YEAR = 365 * 86_400_000;

const account = new SquareAccount('MSPEC', { scale: 400, seed: 7, counts: { products: 60 } }, () => NOW);
const all = (stream: StreamName): SquareObject[] => [...account.store(stream).live()];
const byId = (stream: StreamName) => new Map(all(stream).map((object) => [externalId(stream, object), object]));
const amount = (money: unknown): number => (money as Money | undefined)?.amount ?? 0;
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('the content of a merchant', () => {
  it.each(STREAMS)('builds %s the same each time, under ids that lead back', (stream) => {
    const again = new SquareAccount('MSPEC', { scale: 400, seed: 7, counts: { products: 60 } }, () => NOW);
    expect(all(stream).length).toBe(account.counts()[stream]);
    expect(all(stream).length).toBeGreaterThan(0);
    all(stream).forEach((object, index) => {
      expect(account.store(stream).indexOf(externalId(stream, object))).toBe(index);
      expect(again.store(stream).at(index)).toEqual(object);
    });
  });

  it('lets the lines of an order add up, and its completed payments pay it', () => {
    const payments = byId('payments');
    for (const order of all('orders')) {
      const lines = order.line_items as SquareObject[];
      expect(sum(lines.map((line) => amount(line.total_money)))).toBe(amount(order.total_money));
      const tenders = (order.tenders ?? []) as SquareObject[];
      const paid = sum(tenders.map((tender) => amount(payments.get(String(tender.payment_id))?.amount_money)));
      expect(amount(order.net_amount_due_money)).toBe(amount(order.total_money) - paid);
      expect(order.state === 'COMPLETED').toBe(tenders.length > 0 && paid === amount(order.total_money));
    }
  });

  it('never refunds more than was paid, in the currency of the location', () => {
    const locations = byId('locations');
    const refunds = all('refunds');
    for (const payment of all('payments')) {
      const own = refunds.filter((refund) => refund.payment_id === payment.id);
      const kept = own.filter((refund) => refund.status === 'COMPLETED' || refund.status === 'PENDING');
      expect(amount(payment.refunded_money)).toBe(sum(kept.map((refund) => amount(refund.amount_money))));
      expect(amount(payment.refunded_money)).toBeLessThanOrEqual(amount(payment.total_money));
      expect(locations.get(String(payment.location_id))?.currency).toBe((payment.amount_money as Money).currency);
      if (own.length > 0) expect(payment.status).toBe('COMPLETED');
      for (const refund of own) expect(String(refund.created_at) > String(payment.created_at)).toBe(true);
    }
    expect(new Set(all('payments').map((payment) => (payment.amount_money as Money).currency)).size).toBeGreaterThan(2);
  });

  it('pays out the sum of the entries, each of a payment or a refund and of one payout', () => {
    const entries = all('payout_entries');
    const sources = new Set<string>();
    for (const payout of all('payouts')) {
      const own = entries.filter((entry) => entry.payout_id === payout.id);
      expect(sum(own.map((entry) => amount(entry.net_amount_money)))).toBe(amount(payout.amount_money));
    }
    for (const { type_charge_details: charge, type_refund_details: refund, ...entry } of entries) {
      const payment = account.store('payments').find(String(((charge ?? refund) as SquareObject).payment_id));
      expect(payment?.status).toBe('COMPLETED');
      expect(amount(entry.gross_amount_money) - amount(entry.fee_amount_money)).toBe(amount(entry.net_amount_money));
      sources.add(JSON.stringify(charge ?? refund));
    }
    expect(sources.size).toBe(entries.length);
  });

  it('invoices existing customers the total of an existing order', () => {
    for (const invoice of all('invoices')) {
      const order = account.store('orders').find(String(invoice.order_id))!;
      const [request] = invoice.payment_requests as SquareObject[];
      expect(request!.computed_amount_money).toEqual(order.total_money);
      const { customer_id: customer } = invoice.primary_recipient as SquareObject;
      expect(customer).toBe(order.customer_id);
      expect(account.store('customers').find(String(customer))).toBeTruthy();
      expect(invoice.status === 'PAID').toBe(order.state === 'COMPLETED');
    }
  });

  it('holds in an item the variations as they are listed by themselves', () => {
    const objects = byId('products');
    const items = all('products').filter((object) => object.type === 'ITEM');
    const nested = items.flatMap((item) => (item.item_data as SquareObject).variations as SquareObject[]);
    for (const variation of nested) expect(objects.get(String(variation.id))).toEqual(variation);
    expect(nested.length).toBe(all('products').filter((object) => object.type === 'ITEM_VARIATION').length);
    for (const object of all('products')) expect(Date.parse(String(object.updated_at))).toBe(object.version);
  });

  it('has one main location, and one whose sales are all older than a year', () => {
    const [, , closed] = all('locations');
    const sales = all('payments').filter((payment) => payment.location_id === closed!.id);
    expect(closed!.status).toBe('INACTIVE');
    expect(sales.length).toBeGreaterThan(10);
    for (const sale of sales) expect(Date.parse(String(sale.created_at))).toBeLessThan(NOW - YEAR);
    expect(account.describe().main_location_id).toBe(all('locations')[0]!.id);
  });

  it('truncates the update time of customers, so that it can lie before their creation', () => {
    const customers = all('customers');
    for (const customer of customers) expect(customer.updated_at).toMatch(/T\d\d:\d\d:\d\dZ$/);
    const earlier = customers.filter((one) => Date.parse(String(one.updated_at)) < Date.parse(String(one.created_at)));
    expect(earlier.length).toBeGreaterThan(customers.length / 2);
  });
});
