export const STREAMS = [
  'company_info',
  'preferences',
  'customers',
  'vendors',
  'products',
  'accounts',
  'classes',
  'departments',
  'tax_rates',
  'tax_codes',
  'invoices',
  'payments',
  'sales_receipts',
  'refund_receipts',
  'credit_memos',
  'deposits',
  'journal_entries',
  'transfers',
  'bills',
  'bill_payments',
  'purchases',
  'estimates',
] as const;

export type StreamName = (typeof STREAMS)[number];

export interface MetaData {
  CreateTime: string;
  LastUpdatedTime: string;
}

/** An entity as the API shows it; query, read and change data capture all give the same shape. */
export interface QboObject {
  Id: string;
  SyncToken: string;
  MetaData: MetaData;
  [field: string]: unknown;
}

interface EntityShape {
  /** Intuit's name, case-sensitive in queries. */
  entity: string;
  /** Lists are made inactive, transactions are really deleted. */
  kind: 'company' | 'list' | 'transaction';
  /** Whether change data capture knows it. */
  captured: boolean;
  /** Whether webhooks speak of it. */
  announced: boolean;
}

const list = (entity: string): EntityShape => ({ entity, kind: 'list', captured: true, announced: true });
const transaction = (entity: string): EntityShape => ({ entity, kind: 'transaction', captured: true, announced: true });

export const SHAPES: Readonly<Record<StreamName, EntityShape>> = {
  company_info: { entity: 'CompanyInfo', kind: 'company', captured: true, announced: false },
  preferences: { entity: 'Preferences', kind: 'company', captured: false, announced: false },
  customers: list('Customer'),
  vendors: list('Vendor'),
  products: list('Item'),
  accounts: list('Account'),
  classes: list('Class'),
  departments: list('Department'),
  tax_rates: { entity: 'TaxRate', kind: 'list', captured: false, announced: false },
  tax_codes: { entity: 'TaxCode', kind: 'list', captured: false, announced: false },
  invoices: transaction('Invoice'),
  payments: transaction('Payment'),
  sales_receipts: transaction('SalesReceipt'),
  refund_receipts: transaction('RefundReceipt'),
  credit_memos: transaction('CreditMemo'),
  deposits: transaction('Deposit'),
  journal_entries: transaction('JournalEntry'),
  transfers: transaction('Transfer'),
  bills: transaction('Bill'),
  bill_payments: transaction('BillPayment'),
  purchases: transaction('Purchase'),
  estimates: transaction('Estimate'),
};

export const STREAM_BY_ENTITY: ReadonlyMap<string, StreamName> = new Map(
  STREAMS.map((stream) => [SHAPES[stream].entity, stream]),
);

/** Paths spell entities in lower case: `/invoice/12`. */
export const STREAM_BY_PATH: ReadonlyMap<string, StreamName> = new Map(
  STREAMS.map((stream) => [SHAPES[stream].entity.toLowerCase(), stream]),
);
