import type { Dataset } from './dataset.js';
import { partyCurrency } from './references.js';
import { saleFacts } from './sale.facts.js';

interface PaymentFacts {
  /** The invoice it pays, or -1. */
  invoice: number;
  customer: number;
  currency: string;
  /** Minor units. */
  applied: number;
  unapplied: number;
}

/** A few unpaid invoices were voided: their amounts are zero. */
export function isVoided(data: Dataset, invoice: number): boolean {
  const [from, to] = data.children('payments', 'invoices', invoice);
  return from === to && data.hash('invoices', invoice, 61) % 37 === 0;
}

/** What all payments of an invoice together have paid of it: nothing, half or everything. */
function paid(data: Dataset, invoice: number, total: number): number {
  const [from, to] = data.children('payments', 'invoices', invoice);
  if (from === to) return 0;
  return data.hash('invoices', invoice, 62) % 5 === 0 ? Math.floor(total / 2) : total;
}

export function invoiceBalance(data: Dataset, invoice: number): number {
  if (isVoided(data, invoice)) return 0;
  const { total } = saleFacts(data, 'invoices', invoice);
  return total - paid(data, invoice, total);
}

export function paymentFacts(data: Dataset, index: number): PaymentFacts {
  const hash = data.hash('payments', index, 63);
  const invoice = data.parent('payments', 'invoices', index);
  if (invoice < 0) {
    const customer = data.parent('payments', 'customers', index);
    const currency = partyCurrency(data, 'customers', customer);
    return { invoice, customer, currency, applied: 0, unapplied: 1000 + (hash % 50_000) };
  }
  const sale = saleFacts(data, 'invoices', invoice);
  const [from, to] = data.children('payments', 'invoices', invoice);
  const whole = paid(data, invoice, sale.total);
  const piece = Math.floor(whole / (to - from));
  const applied = index === to - 1 ? whole - piece * (to - from - 1) : piece;
  return { invoice, customer: sale.customer, currency: sale.currency, applied, unapplied: hash % 17 === 0 ? 1000 : 0 };
}

/** What a customer owes: open invoices, less money and credits that are not applied to any. */
export function customerBalance(data: Dataset, customer: number): number {
  let balance = 0;
  const [from, to] = data.children('invoices', 'customers', customer);
  for (let invoice = from; invoice < to; invoice += 1) {
    balance += invoiceBalance(data, invoice);
    const [firstPayment, endPayment] = data.children('payments', 'invoices', invoice);
    for (let payment = firstPayment; payment < endPayment; payment += 1) {
      balance -= paymentFacts(data, payment).unapplied;
    }
    const [firstMemo, endMemo] = data.children('credit_memos', 'invoices', invoice);
    for (let memo = firstMemo; memo < endMemo; memo += 1) balance -= saleFacts(data, 'credit_memos', memo).total;
  }
  if (data.counts.invoices > 0) return balance;
  const [first, end] = data.children('payments', 'customers', customer);
  for (let payment = first; payment < end; payment += 1) balance -= paymentFacts(data, payment).unapplied;
  return balance;
}
