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
  const field = party === 'customers' ? 'CustomerRef' : 'VendorRef';
  const streams: readonly StreamName[] = party === 'customers' ? OF_CUSTOMERS : ['bills'];
  const loserIndex = company.data.indexOf(party, loser.Id)!;
  for (const stream of streams) {
    const store = company.store(stream);
    for (let index = 0; index < store.nextIndex; index += 1) {
      if (store.isOriginal(index) && originalParty(company.data, stream, index) !== loserIndex) continue;
      const before = store.at(index);
      if (!before || (before[field] as { value?: string } | undefined)?.value !== loser.Id) continue;
      yield { stream, before, fields: { ...before, [field]: { value: winner.Id, name: winner.DisplayName } } };
    }
  }
}

function originalParty(data: Dataset, stream: StreamName, index: number): number {
  if (stream === 'bills') return data.parent('bills', 'vendors', index);
  if (stream === 'payments') return paymentFacts(data, index).customer;
  return customerOf(data, stream as Parameters<typeof customerOf>[1], index);
}
