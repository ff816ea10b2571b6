import type { StreamName } from '../quickbooks.entity.js';

/** What a deposit can take out of Undeposited Funds, by the word of its links. */
export const LINKABLE: Readonly<Record<string, StreamName>> = {
  Payment: 'payments',
  SalesReceipt: 'sales_receipts',
  RefundReceipt: 'refund_receipts',
  JournalEntry: 'journal_entries',
  Transfer: 'transfers',
};
