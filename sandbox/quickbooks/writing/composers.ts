import type { StreamName } from '../quickbooks.entity.js';
import { composePayment, composeTransfer } from './cash.composer.js';
import type { Composer } from './composer.js';
import { composeDeposit } from './deposit.composer.js';
import { composeJournalEntry } from './entry.composer.js';
import { composeAccount, composeClass, composeDepartment, composeItem, composeParty } from './list.composer.js';
import {
  composeCreditMemo,
  composeEstimate,
  composeInvoice,
  composeRefundReceipt,
  composeSalesReceipt,
} from './sale.composer.js';
import { composeBill, composeBillPayment, composePurchase } from './spending.composer.js';

/** Tax codes and rates are made by another service of Intuit's, and a company cannot be created. */
export const COMPOSERS: Readonly<Partial<Record<StreamName, Composer>>> = {
  customers: composeParty,
  vendors: composeParty,
  products: composeItem,
  accounts: composeAccount,
  classes: composeClass,
  departments: composeDepartment,
  invoices: composeInvoice,
  payments: composePayment,
  sales_receipts: composeSalesReceipt,
  refund_receipts: composeRefundReceipt,
  credit_memos: composeCreditMemo,
  deposits: composeDeposit,
  journal_entries: composeJournalEntry,
  transfers: composeTransfer,
  bills: composeBill,
  bill_payments: composeBillPayment,
  purchases: composePurchase,
  estimates: composeEstimate,
};
