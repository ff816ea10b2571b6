import { decimal, HOME_CURRENCY, minorUnits } from '../dataset/money.facts.js';
import { ACCOUNT } from '../dataset/references.js';
import { appliedAmounts, currencyOf } from '../live/settlement.effects.js';
import { pacificDate } from '../pacific.time.js';
import type { QboObject } from '../quickbooks.entity.js';
import { invalidReference, requiredMissing } from '../quickbooks.fault.js';
import type { Composer, Draft } from './composer.js';
import { businessFault, moneyFields, numberIn } from './money.check.js';
import { mustRefer, numbered, referred, refTo, requiredLines, sumOf } from './reference.check.js';

type Fields = Record<string, unknown>;

export const composePayment: Composer = (draft) => {
  const { company, fields } = draft;
  const customer = mustRefer(draft, 'customers', fields.CustomerRef, 'CustomerRef');
  const money = moneyFields(fields, customer);
  const currency = money.CurrencyRef.value;
  const given = numberIn(fields, 'TotalAmt');
  if (given === undefined) throw requiredMissing('TotalAmt');
  const total = minorUnits(given, currency);
  const lines = fields.Line === undefined ? [] : (fields.Line as Fields[]);
  const applied = checkApplied(draft, { ...money, Line: lines } as unknown as QboObject);
  if (applied > total) throw businessFault('The amount applied is more than the payment');
  const account = referred(draft, 'accounts', fields.DepositToAccountRef, 'DepositToAccountRef');
  const undeposited = account ?? company.store('accounts').at(ACCOUNT.undeposited);
  return {
    TxnDate: pacificDate(draft.now),
    ProcessPayment: false,
    LinkedTxn: [],
    ...fields,
    ...money,
    CustomerRef: refTo(customer),
    ...(undeposited ? { DepositToAccountRef: refTo(undeposited) } : {}),
    Line: lines,
    TotalAmt: decimal(total, currency),
    UnappliedAmt: decimal(total - applied, currency),
  };
};

/** No invoice can be paid more than it is still owed, apart from what this payment has already paid of it. */
function checkApplied({ company, existing }: Draft, payment: QboObject): number {
  const former = appliedAmounts(existing, 'Invoice');
  let applied = 0;
  for (const [id, amount] of appliedAmounts(payment, 'Invoice')) {
    const invoice = company.store('invoices').find(id);
    if (!invoice) throw invalidReference('Line.LinkedTxn');
    const owed = minorUnits(invoice.Balance, currencyOf(invoice)) + (former.get(id) ?? 0);
    if (amount > owed) throw businessFault('The amount applied is more than the balance of the invoice');
    applied += amount;
  }
  return applied;
}

export const composeDeposit: Composer = (draft) => {
  const { company, fields } = draft;
  const account = mustRefer(draft, 'accounts', fields.DepositToAccountRef, 'DepositToAccountRef');
  const lines = requiredLines(fields);
  for (const id of appliedAmounts({ Line: lines } as unknown as QboObject, 'Payment').keys()) {
    if (!company.store('payments').find(id)) throw invalidReference('Line.LinkedTxn');
  }
  const total = sumOf(lines, HOME_CURRENCY);
  return {
    TxnDate: pacificDate(draft.now),
    ...fields,
    ...moneyFields(fields, undefined),
    DepositToAccountRef: refTo(account),
    Line: numbered(lines),
    TotalAmt: decimal(total, HOME_CURRENCY),
    HomeTotalAmt: decimal(total, HOME_CURRENCY),
  };
};

export const composeJournalEntry: Composer = (draft) => {
  const { company, fields } = draft;
  const lines = requiredLines(fields);
  let balance = 0;
  for (const line of lines) {
    const detail = (line.JournalEntryLineDetail ?? {}) as Fields;
    mustRefer(draft, 'accounts', detail.AccountRef, 'Line.JournalEntryLineDetail.AccountRef');
    const amount = minorUnits(line.Amount, HOME_CURRENCY);
    if (detail.PostingType !== 'Debit' && detail.PostingType !== 'Credit') throw requiredMissing('PostingType');
    balance += detail.PostingType === 'Debit' ? amount : -amount;
  }
  if (balance !== 0) throw businessFault('The debits and credits of a journal entry must be equal');
  return {
    DocNumber: `JE-${company.store('journal_entries').nextIndex + 1}`,
    TxnDate: pacificDate(draft.now),
    Adjustment: false,
    ...fields,
    ...moneyFields(fields, undefined),
    Line: numbered(lines),
  };
};

export const composeTransfer: Composer = (draft) => {
  const { fields } = draft;
  const from = mustRefer(draft, 'accounts', fields.FromAccountRef, 'FromAccountRef');
  const to = mustRefer(draft, 'accounts', fields.ToAccountRef, 'ToAccountRef');
  const amount = numberIn(fields, 'Amount');
  if (amount === undefined) throw requiredMissing('Amount');
  return {
    TxnDate: pacificDate(draft.now),
    ...fields,
    ...moneyFields(fields, undefined),
    FromAccountRef: refTo(from),
    ToAccountRef: refTo(to),
    Amount: decimal(minorUnits(amount, HOME_CURRENCY), HOME_CURRENCY),
    TransferEx: {},
  };
};
