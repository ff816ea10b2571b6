import { streamFinder } from '../../kit/provider.adapter.js';
import type { StreamDescription } from '../../provider.port.js';

export interface QuickBooksStream extends StreamDescription {
  /** As queries and answers spell it; case counts. */
  entity: string;
  /** As paths spell it. */
  path: string;
  /** Conditions of the queries that bring in all of its objects between them; `null`: none. */
  passes: readonly (string | null)[];
  /** Queries can go by the time of the last change. */
  sortable: boolean;
  /** Of what there is one of in a company, the end of its path, in place of an id: the realm, or nothing. */
  single: 'realm' | 'bare' | null;
}

/** Change data capture reports any of these in one answer. */
const CDC = 'cdc';

type Row = Pick<QuickBooksStream, 'name' | 'entity' | 'shape'> & Partial<QuickBooksStream>;

function stream(row: Row): QuickBooksStream {
  return {
    domain: 'payments',
    sliceable: false,
    incremental: 'changes',
    feed: CDC,
    hasWebhooks: row.feed !== null,
    path: row.entity.toLowerCase(),
    passes: [null],
    sortable: true,
    single: null,
    ...row,
  };
}

/** What lists hold is made inactive rather than deleted, and left out of answers unless the query speaks of it. */
const LISTED = { passes: ['Active in (true, false)'] } as const;

/** Change data capture does not know it, or it is too small to ask; nor can its queries be sorted. */
const RELISTED = { incremental: 'relist', feed: null, sortable: false } as const;

/** TAX and NON, which stand for codes that are worked out later, are neither active nor not. */
const TAX_CODE_PASSES = [null, 'Active = false'] as const;

/**
 * Intuit does not say whether a posting to an account, or to a customer or vendor, counts as a change of it; so it is
 * taken for none. https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/change-data-capture
 */
const BALANCE = {
  unseen: 'A balance that transactions have changed may not be reported as a change of the object.',
  withinSeconds: 86_400,
} as const;

/** Every stream, in the order in which they are best pulled: what others refer to comes first. */
export const QUICKBOOKS_STREAMS: readonly QuickBooksStream[] = [
  stream({ name: 'company_info', entity: 'CompanyInfo', shape: 'account', single: 'realm', ...RELISTED }),
  stream({ name: 'preferences', entity: 'Preferences', shape: 'preferences', single: 'bare', ...RELISTED }),
  stream({
    name: 'customers',
    entity: 'Customer',
    shape: 'customer',
    domain: 'contacts',
    staleness: BALANCE,
    ...LISTED,
  }),
  stream({ name: 'vendors', entity: 'Vendor', shape: 'vendor', domain: 'contacts', staleness: BALANCE, ...LISTED }),
  stream({ name: 'products', entity: 'Item', shape: 'product', domain: 'tickets', ...LISTED }),
  stream({ name: 'accounts', entity: 'Account', shape: 'ledger_account', staleness: BALANCE, ...LISTED }),
  stream({ name: 'classes', entity: 'Class', shape: 'category', ...LISTED }),
  stream({ name: 'departments', entity: 'Department', shape: 'category', ...LISTED }),
  stream({ name: 'tax_rates', entity: 'TaxRate', shape: 'tax_rate', ...RELISTED, ...LISTED }),
  stream({ name: 'tax_codes', entity: 'TaxCode', shape: 'tax_rate', passes: TAX_CODE_PASSES, ...RELISTED }),
  stream({ name: 'invoices', entity: 'Invoice', shape: 'invoice' }),
  stream({ name: 'payments', entity: 'Payment', shape: 'payment' }),
  stream({ name: 'sales_receipts', entity: 'SalesReceipt', shape: 'receipt' }),
  stream({ name: 'refund_receipts', entity: 'RefundReceipt', shape: 'refund' }),
  stream({ name: 'credit_memos', entity: 'CreditMemo', shape: 'credit_note' }),
  stream({ name: 'deposits', entity: 'Deposit', shape: 'deposit' }),
  stream({ name: 'journal_entries', entity: 'JournalEntry', shape: 'journal_entry' }),
  stream({ name: 'transfers', entity: 'Transfer', shape: 'transfer' }),
  stream({ name: 'bills', entity: 'Bill', shape: 'bill' }),
  stream({ name: 'bill_payments', entity: 'BillPayment', shape: 'bill_payment' }),
  stream({ name: 'purchases', entity: 'Purchase', shape: 'purchase' }),
  stream({ name: 'estimates', entity: 'Estimate', shape: 'quote' }),
];

export const findStream = streamFinder(QUICKBOOKS_STREAMS);

/** @param entity in whatever case: webhooks write `salesreceipt` or `SalesReceipt` */
const byPath = streamFinder(QUICKBOOKS_STREAMS, ({ path }) => path);
export const streamOfEntity = (entity: unknown) => byPath(typeof entity === 'string' ? entity.toLowerCase() : null);
