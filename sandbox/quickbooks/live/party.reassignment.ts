import { billPaymentFacts } from '../dataset/bill.facts.js';
import type { Dataset } from '../dataset/dataset.js';
import { customerOf } from '../dataset/sale.facts.js';
import { paymentFacts } from '../dataset/settlement.facts.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import type { QuickBooksCompany } from './quickbooks.company.js';

interface Move {
  stream: StreamName;
  before: QboObject;
  fields: Record<string, unknown>;
}

const OF_CUSTOMERS = [
  'invoices',
  'payments',
  'sales_receipts',
  'refund_receipts',
  'credit_memos',
  'estimates',
] as const;

/** The transactions of a party, as they become another's. */
export function* reassigned(
  company: QuickBooksCompany,
  party: 'customers' | 'vendors',
  loser: QboObject,
  winner: QboObject,
): Generator<Move> {
  const streams: readonly StreamName[] = party === 'customers' ? OF_CUSTOMERS : ['bills', 'bill_payments', 'purchases'];
  const loserIndex = company.data.indexOf(party, loser.Id)!;
  for (const stream of streams) {
    const store = company.store(stream);
    const field = stream === 'purchases' ? 'EntityRef' : party === 'customers' ? 'CustomerRef' : 'VendorRef';
    for (let index = 0; index < store.nextIndex; index += 1) {
      if (store.isOriginal(index) && originalParty(company.data, stream, index) !== loserIndex) continue;
      const before = store.at(index);
      if (!before || (before[field] as { value?: string } | undefined)?.value !== loser.Id) continue;
      const reference = { ...(before[field] as object), value: winner.Id, name: winner.DisplayName };
      yield { stream, before, fields: { ...before, [field]: reference } };
    }
  }
}

function originalParty(data: Dataset, stream: StreamName, index: number): number {
  if (stream === 'bills') return data.parent('bills', 'vendors', index);
  if (stream === 'bill_payments') return billPaymentFacts(data, index).vendor;
  if (stream === 'purchases') return data.some('vendors', 'purchases', index, 31);
  if (stream === 'payments') return paymentFacts(data, index).customer;
  return customerOf(data, stream as Parameters<typeof customerOf>[1], index);
}
