import type { Money } from './values.js';

/** Where the money went. */
export interface LedgerShapes {
  ledger_entry: Money & {
    type: string;
    feeMinor: number;
    netMinor: number;
    status: string | null;
    sourceId: string | null;
    description: string | null;
    availableAt: string | null;
    createdAt: string | null;
  };
  payout: Money & {
    status: string;
    method: string | null;
    arrivalAt: string | null;
    description: string | null;
    createdAt: string | null;
  };
  transfer: Money & {
    destinationId: string | null;
    amountReversedMinor: number;
    description: string | null;
    createdAt: string | null;
  };
  fee: Money & {
    accountId: string | null;
    chargeId: string | null;
    amountRefundedMinor: number;
    createdAt: string | null;
  };
  /** An account of the ledger. */
  ledger_account: {
    name: string | null;
    number: string | null;
    kind: string | null;
    classification: string | null;
    balanceMinor: number | null;
    currency: string | null;
    active: boolean;
    createdAt: string | null;
  };
  /** What postings are sorted by. */
  category: { name: string | null; parentId: string | null; active: boolean; createdAt: string | null };
  deposit: Money & { accountId: string | null; paymentIds: string[]; date: string | null; createdAt: string | null };
  /** The amount is that of its debits, and as much of its credits. */
  journal_entry: Money & {
    number: string | null;
    lines: { accountId: string | null; side: 'debit' | 'credit'; amountMinor: number | null }[];
    date: string | null;
    createdAt: string | null;
  };
  bill: Money & {
    vendorId: string | null;
    number: string | null;
    amountDueMinor: number | null;
    dueAt: string | null;
    date: string | null;
    createdAt: string | null;
  };
}
