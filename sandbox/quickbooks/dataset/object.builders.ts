import { pacificTime } from '../pacific.time.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { bill, deposit, journalEntry, payment } from './cash.objects.js';
import type { Dataset } from './dataset.js';
import { account, companyInfo, customer, item, taxCode, vendor, venueClass } from './list.objects.js';
import { creditMemo, estimate, invoice, refundReceipt, salesReceipt } from './sale.objects.js';

type FieldsBuilder = (data: Dataset, index: number) => Record<string, unknown>;

const BUILDERS: Record<StreamName, FieldsBuilder> = {
  company_info: companyInfo,
  customers: customer,
  vendors: vendor,
  products: item,
  accounts: account,
  classes: venueClass,
  tax_codes: taxCode,
  invoices: invoice,
  payments: payment,
  sales_receipts: salesReceipt,
  refund_receipts: refundReceipt,
  credit_memos: creditMemo,
  deposits: deposit,
  journal_entries: journalEntry,
  bills: bill,
  estimates: estimate,
};

/** The same dataset and index always give the same object. */
export function build(data: Dataset, stream: StreamName, index: number): QboObject {
  const created = data.createdAt(stream, index);
  const updated = data.updatedAt(stream, index);
  return {
    ...BUILDERS[stream](data, index),
    domain: 'QBO',
    sparse: false,
    Id: data.id(stream, index),
    SyncToken: String(updated > created ? 1 + (data.hash(stream, index, 12) % 4) : 0),
    MetaData: { CreateTime: pacificTime(created), LastUpdatedTime: pacificTime(updated) },
  };
}
