import type { StreamName } from '../quickbooks.entity.js';
import { composeBill, composeDeposit, composeJournalEntry, composePayment } from './cash.composer.js';
import type { Composer } from './composer.js';
import { composeAccount, composeClass, composeItem, composeParty } from './list.composer.js';
import {
  composeCreditMemo,
  composeEstimate,
  composeInvoice,
  composeRefundReceipt,
  composeSalesReceipt,
} from './sale.composer.js';

/** Tax codes are made by another service of Intuit's, and a company cannot be created. */
export const COMPOSERS: Readonly<Partial<Record<StreamName, Composer>>> = {
  customers: composeParty,
  vendors: composeParty,
  products: composeItem,
  accounts: composeAccount,
  classes: composeClass,
  invoices: composeInvoice,
  payments: composePayment,
  sales_receipts: composeSalesReceipt,
  refund_receipts: composeRefundReceipt,
  credit_memos: composeCreditMemo,
  deposits: composeDeposit,
  journal_entries: composeJournalEntry,
  bills: composeBill,
  estimates: composeEstimate,
};
