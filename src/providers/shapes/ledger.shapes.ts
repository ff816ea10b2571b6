import type { Application, CalendarDate, Line, Money } from './values.js';

/** Where the money went. */
export interface LedgerShapes {
  ledger_entry: Money & {
    type: string;
    feeMinor: number;
    netMinor: number;
    status: string | null;
    sourceId: string | null;
    /** The payout that it was paid out with. */
    payoutId: string | null;
    /** What `feeMinor` is made of. */
    fees: { kind: string | null; amountMinor: number; currency: string | null; description: string | null }[];
    /** From the currency of the source to that of the entry. */
    exchangeRate: number | null;
    /** What the vendor's reports call it: `charge`, `refund`, `dispute`. */
    reportingCategory: string | null;
    description: string | null;
    availableAt: string | null;
    createdAt: string | null;
  };
  payout: Money & {
    status: string;
    method: string | null;
    /** On the vendor's schedule; `false`: on request. */
    automatic: boolean | null;
    arrivalAt: CalendarDate | null;
    /** The bank account or card. */
    destinationId: string | null;
    ledgerEntryId: string | null;
    feeMinor: number | null;
    failureCode: string | null;
    failureReason: string | null;
    description: string | null;
    createdAt: string | null;
  };
  /** One entry of the ledger that a payout has paid out. */
  payout_entry: Money & {
    payoutId: string | null;
    ledgerEntryId: string | null;
    paymentId: string | null;
    refundId: string | null;
    type: string | null;
    feeMinor: number | null;
    netMinor: number | null;
    createdAt: string | null;
  };
  transfer: Money & {
    sourceAccountId: string | null;
    destinationId: string | null;
    date: CalendarDate | null;
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
  fee_refund: Money & { feeId: string | null; metadata: Record<string, string>; createdAt: string | null };
  transfer_reversal: Money & {
    transferId: string | null;
    refundId: string | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  bank_account: {
    name: string | null;
    bank: string | null;
    last4: string | null;
    status: string | null;
    country: string | null;
    currency: string | null;
    locationId: string | null;
    /** Whether the account may be debited. */
    debitable: boolean | null;
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
  /** What a company has set in its books. */
  preferences: {
    currency: string | null;
    multicurrency: boolean;
    /** Nothing may be posted up to this day. */
    closedUntil: CalendarDate | null;
    customNumbers: boolean;
    usesClasses: boolean;
    usesDepartments: boolean;
    usesTax: boolean;
    createdAt: string | null;
  };
  deposit: Money & {
    accountId: string | null;
    paymentIds: string[];
    date: CalendarDate | null;
    createdAt: string | null;
  };
  /** The amount is that of its debits, and as much of its credits. */
  journal_entry: Money & {
    number: string | null;
    lines: { accountId: string | null; side: 'debit' | 'credit'; amountMinor: number | null }[];
    date: CalendarDate | null;
    createdAt: string | null;
  };
  bill: Money & {
    vendorId: string | null;
    number: string | null;
    amountDueMinor: number | null;
    lines: Line[];
    dueAt: CalendarDate | null;
    date: CalendarDate | null;
    createdAt: string | null;
  };
  bill_payment: Money & {
    vendorId: string | null;
    number: string | null;
    accountId: string | null;
    method: string | null;
    appliedTo: Application[];
    date: CalendarDate | null;
    createdAt: string | null;
  };
  /** What was bought and paid for at once. */
  purchase: Money & {
    accountId: string | null;
    payeeId: string | null;
    number: string | null;
    method: string | null;
    /** Money that came back. */
    isCredit: boolean;
    lines: Line[];
    date: CalendarDate | null;
    createdAt: string | null;
  };
}
