import type { Dataset } from './dataset.js';
import { itemPrice, partyCurrency, taxRate } from './references.js';

export type SaleStream = 'invoices' | 'sales_receipts' | 'refund_receipts' | 'credit_memos' | 'estimates';

export interface SaleLine {
  item: number;
  class: number;
  quantity: number;
  /** Minor units of the sale's currency, as all amounts here. */
  unitPrice: number;
  amount: number;
}

export interface SaleFacts {
  customer: number;
  currency: string;
  lines: SaleLine[];
  subtotal: number;
  taxCode: number;
  tax: number;
  total: number;
}

export function customerOf(data: Dataset, stream: SaleStream, index: number): number {
  if (stream === 'credit_memos') {
    const invoice = data.parent('credit_memos', 'invoices', index);
    return invoice < 0 ? -1 : data.parent('invoices', 'customers', invoice);
  }
  if (stream === 'refund_receipts') {
    const receipt = data.parent('refund_receipts', 'sales_receipts', index);
    return receipt < 0 ? -1 : data.parent('sales_receipts', 'customers', receipt);
  }
  return data.parent(stream, 'customers', index);
}

export function saleFacts(data: Dataset, stream: SaleStream, index: number): SaleFacts {
  if (stream === 'refund_receipts') return refundFacts(data, index);
  const customer = customerOf(data, stream, index);
  const currency = partyCurrency(data, 'customers', customer);
  const lines = Array.from({ length: 1 + (data.hash(stream, index, 30) % 3) }, (_, at) => {
    const item = data.some('products', stream, index, 31 + at * 3);
    const quantity = 1 + (data.hash(stream, index, 32 + at * 3) % 4);
    const unitPrice = itemPrice(data, item, currency);
    const venue = data.some('classes', stream, index, 33 + at * 3);
    return { item, class: venue, quantity, unitPrice, amount: quantity * unitPrice };
  });
  return totalled(customer, currency, lines, data.some('tax_codes', stream, index, 60));
}

/** A refund gives back one ticket of the first line of a sale, so it never exceeds it. */
function refundFacts(data: Dataset, index: number): SaleFacts {
  const receipt = data.parent('refund_receipts', 'sales_receipts', index);
  const sale = saleFacts(data, 'sales_receipts', Math.max(0, receipt));
  const first = sale.lines[0]!;
  const line = { ...first, quantity: 1, amount: first.unitPrice };
  return totalled(receipt < 0 ? -1 : sale.customer, sale.currency, [line], sale.taxCode);
}

function totalled(customer: number, currency: string, lines: SaleLine[], taxCode: number): SaleFacts {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const tax = Math.round((subtotal * taxRate(taxCode)) / 100);
  return { customer, currency, lines, subtotal, taxCode, tax, total: subtotal + tax };
}
