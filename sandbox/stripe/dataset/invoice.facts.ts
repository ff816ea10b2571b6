import type { Dataset } from './dataset.js';
import { amount, currency } from './money.words.js';
import { subscriptionFacts } from './subscription.objects.js';

/** More pending items than this are not drawn into one invoice. */
const MOST_ITEMS = 8;

interface InvoiceLineFacts {
  amount: number;
  tax: number;
  quantity: number;
  description: string;
  /** Index of the invoice item it was drawn from, or -1. */
  item: number;
}

export interface InvoiceFacts {
  currency: string;
  /** Indexes, or -1. */
  customer: number;
  subscription: number;
  lines: InvoiceLineFacts[];
  subtotal: number;
  tax: number;
  total: number;
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
}

const STATUS = ['paid', 'paid', 'paid', 'paid', 'paid', 'paid', 'open', 'draft', 'void', 'uncollectible'] as const;

export function invoiceParties(
  data: Dataset,
  index: number,
): { customer: number; subscription: number; currency: string } {
  const hash = data.hash('invoices', index, 20);
  const subscription = hash % 8 === 0 ? -1 : data.parent('invoices', 'subscriptions', index);
  if (subscription < 0) {
    return { customer: data.earlier('customers', 'invoices', index, 7), subscription, currency: currency(hash >>> 8) };
  }
  const facts = subscriptionFacts(data, subscription);
  return { customer: facts.customer, subscription, currency: facts.currency };
}

export function invoiceFacts(data: Dataset, index: number): InvoiceFacts {
  const hash = data.hash('invoices', index, 21);
  const parties = invoiceParties(data, index);
  const taxShare = hash % 3 === 0 ? 0.2 : 0;
  const lines: InvoiceLineFacts[] = [];
  const push = (value: number, quantity: number, description: string, item: number): void => {
    lines.push({ amount: value, tax: Math.floor(value * taxShare), quantity, description, item });
  };
  if (parties.subscription >= 0) {
    const { quantity, unitAmount } = subscriptionFacts(data, parties.subscription);
    push(unitAmount * quantity, quantity, `${quantity} × subscription`, -1);
  }
  const [first, end] = data.children('invoice_items', 'invoices', index);
  for (let item = first; item < Math.min(end, first + MOST_ITEMS); item += 1) {
    if (!isPending(data, item)) push(itemAmount(data, item, parties.currency), 1, itemText(item), item);
  }
  if (lines.length === 0) push(amount(hash, parties.currency), 1, 'Services', -1);
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const { customer, subscription, currency: of } = parties;
  const status = STATUS[hash % STATUS.length]!;
  return { currency: of, customer, subscription, lines, subtotal, tax, total: subtotal + tax, status };
}

/** An invoice item that waits for the customer's next invoice. */
export function isPending(data: Dataset, item: number): boolean {
  if (data.hash('invoice_items', item, 20) % 9 === 0) return true;
  const invoice = data.parent('invoice_items', 'invoices', item);
  return invoice < 0 || item - data.children('invoice_items', 'invoices', invoice)[0] >= MOST_ITEMS;
}

export const itemAmount = (data: Dataset, item: number, of: string): number =>
  amount(data.hash('invoice_items', item, 21), of);

export const itemText = (item: number): string => `Extra work, sheet ${item}`;

export const lineId = (data: Dataset, invoice: number, line: number): string =>
  `il_1${data.word('invoices', invoice, 60 + line, 23)}`;
