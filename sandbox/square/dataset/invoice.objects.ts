import type { Money, SquareObject } from '../square.stream.js';
import { customerFacts } from './customer.objects.js';
import type { Dataset } from './dataset.js';
import { orderState, orderUpdated } from './order.objects.js';
import { orderFacts } from './sale.facts.js';
import { DAY, HOUR, isoDay, isoSecond, truncated } from './square.time.js';

type InvoiceStatus = 'DRAFT' | 'UNPAID' | 'SCHEDULED' | 'PAID' | 'CANCELED';

const orderOf = (data: Dataset, index: number): number => Math.max(0, data.parent('invoices', 'orders', index));

export const invoiceLocation = (data: Dataset, index: number): number =>
  orderFacts(data, orderOf(data, index)).location;

export function invoiceCreated(data: Dataset, index: number): number {
  return truncated(data.after(data.moment('orders', orderOf(data, index)), HOUR));
}

function statusOf(data: Dataset, index: number): InvoiceStatus {
  const state = orderState(data, orderOf(data, index));
  if (state === 'COMPLETED') return 'PAID';
  if (state === 'CANCELED') return 'CANCELED';
  if (state === 'DRAFT') return 'DRAFT';
  return data.hash('invoices', index, 20) % 4 === 0 ? 'SCHEDULED' : 'UNPAID';
}

export function invoice(data: Dataset, index: number): SquareObject {
  const orderIndex = orderOf(data, index);
  const { total, currency, location, customer } = orderFacts(data, orderIndex);
  const money = (amount: number): Money => ({ amount, currency });
  const created = invoiceCreated(data, index);
  const updated = Math.max(created, truncated(orderUpdated(data, orderIndex)));
  const status = statusOf(data, index);
  const isOpen = status === 'UNPAID' || status === 'SCHEDULED';
  return {
    id: data.id('invoices', index),
    version: status === 'DRAFT' ? 0 : 1 + (data.hash('invoices', index, 21) % 4),
    location_id: data.id('locations', location),
    order_id: data.id('orders', orderIndex),
    payment_requests: [
      {
        uid: data.word('invoices', index, 24, 22),
        request_type: 'BALANCE',
        due_date: isoDay(created + 14 * DAY),
        tipping_enabled: false,
        computed_amount_money: money(total),
        total_completed_amount_money: money(status === 'PAID' ? total : 0),
        automatic_payment_source: 'NONE',
      },
    ],
    ...(customer < 0 ? {} : { primary_recipient: recipient(data, customer) }),
    invoice_number: `inv-${String(100_000 + index)}`,
    title: 'Tickets and services',
    ...(index % 2 === 0 ? { sale_or_service_date: isoDay(created + 2 * DAY) } : {}),
    ...(status === 'SCHEDULED' ? { scheduled_at: isoSecond(created + 7 * DAY) } : {}),
    ...(isOpen ? { next_payment_amount_money: money(total) } : {}),
    ...(status === 'DRAFT' ? {} : { public_url: `https://squareup.com/pay-invoice/${data.id('invoices', index)}` }),
    status,
    timezone: 'Etc/UTC',
    created_at: isoSecond(created),
    updated_at: isoSecond(updated),
    accepted_payment_methods: {
      card: true,
      square_gift_card: false,
      bank_account: false,
      buy_now_pay_later: false,
      cash_app_pay: false,
    },
    delivery_method: 'EMAIL',
    store_payment_method_enabled: false,
  };
}

function recipient(data: Dataset, customer: number): SquareObject {
  const { given, family, email } = customerFacts(data, customer);
  return { customer_id: data.id('customers', customer), given_name: given, family_name: family, email_address: email };
}
