import { timestamp } from '../dataset/dataset.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { MailchimpStore } from './mailchimp.store.js';

const amount = (value: unknown): number => Number(value ?? 0);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
/** Decimals are added up in hundredths: 0.1 + 0.2 is not 0.3 in binary. */
const add = (...decimals: number[]): number => sum(decimals.map((decimal) => Math.round(decimal * 100))) / 100;

/** The order with its total made to follow from lines, discounts, tax and shipping. */
export function totalled(order: MailchimpObject): MailchimpObject {
  const lines = (order.lines ?? []) as MailchimpObject[];
  const goods = lines.map((line) => add(...Array.from({ length: amount(line.quantity) }, () => amount(line.price))));
  const discounts = lines.map((line) => amount(line.discount));
  const discount_total = add(...discounts);
  const order_total = add(...goods, -discount_total, amount(order.tax_total), amount(order.shipping_total));
  return { ...order, discount_total, order_total };
}

/** Keeps what a customer has spent equal to the orders that stand. */
export function accountFor(
  store: MailchimpStore,
  before: MailchimpObject | null,
  after: MailchimpObject | null,
  at: number,
): void {
  for (const [order, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (!order || order.cancelled_at_foreign) continue;
    const index = store.customers.indexOf(String((order.customer as MailchimpObject).id));
    if (index === undefined) continue;
    const customer = store.customers.at(index)!;
    store.customers.replace(index, {
      ...customer,
      orders_count: amount(customer.orders_count) + sign,
      total_spent: add(amount(customer.total_spent), sign * amount(order.order_total)),
      updated_at: timestamp(at),
    });
  }
}
