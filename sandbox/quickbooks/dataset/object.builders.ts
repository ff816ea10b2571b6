import { pacificTime } from '../pacific.time.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { deposit, journalEntry, payment, transfer } from './cash.objects.js';
import type { Dataset } from './dataset.js';
import { department, preferences, taxCode, taxRateOf } from './company.objects.js';
import { account, companyInfo, customer, item, vendor, venueClass } from './list.objects.js';
import { inItsCurrency } from './money.facts.js';
import { bill, billPayment, purchase } from './spending.objects.js';
import { creditMemo, estimate, invoice, refundReceipt, salesReceipt } from './sale.objects.js';

type FieldsBuilder = (data: Dataset, index: number) => Record<string, unknown>;

const BUILDERS: Record<StreamName, FieldsBuilder> = {
  company_info: companyInfo,
  preferences,
  customers: customer,
  vendors: vendor,
  products: item,
  accounts: account,
  classes: venueClass,
  departments: department,
  tax_rates: taxRateOf,
  tax_codes: taxCode,
  invoices: invoice,
  payments: payment,
  sales_receipts: salesReceipt,
  refund_receipts: refundReceipt,
  credit_memos: creditMemo,
  deposits: deposit,
  journal_entries: journalEntry,
  transfers: transfer,
  bills: bill,
  bill_payments: billPayment,
  purchases: purchase,
  estimates: estimate,
};

/** The same dataset and index always give the same object. */
export function build(data: Dataset, stream: StreamName, index: number): QboObject {
  const created = data.createdAt(stream, index);
  const updated = data.updatedAt(stream, index);
  return {
    ...inItsCurrency(BUILDERS[stream](data, index), data.isMulticurrency),
    domain: 'QBO',
    sparse: false,
    Id: data.id(stream, index),
    SyncToken: String(updated > created ? 1 + (data.hash(stream, index, 12) % 4) : 0),
    MetaData: { CreateTime: pacificTime(created), LastUpdatedTime: pacificTime(updated) },
  };
}
