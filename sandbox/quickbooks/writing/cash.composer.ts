import { decimal, HOME_CURRENCY, minorUnits } from '../dataset/money.facts.js';
import { ACCOUNT } from '../dataset/references.js';
import { appliedAmounts, currencyOf } from '../live/settlement.effects.js';
import { pacificDate } from '../pacific.time.js';
import type { QboObject } from '../quickbooks.entity.js';
import { businessFault, invalidReference, requiredMissing } from '../quickbooks.fault.js';
import type { Composer, Draft } from './composer.js';
import { moneyFields, numberIn } from './money.check.js';
import { mustRefer, referred, refTo } from './reference.check.js';

type Fields = Record<string, unknown>;

export const composePayment: Composer = (draft) => {
  const { company, fields } = draft;
  const customer = mustRefer(draft, 'customers', fields.CustomerRef, 'CustomerRef');
  const money = moneyFields(draft, customer);
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

export const composeTransfer: Composer = (draft) => {
  const { fields } = draft;
  const from = mustRefer(draft, 'accounts', fields.FromAccountRef, 'FromAccountRef');
  const to = mustRefer(draft, 'accounts', fields.ToAccountRef, 'ToAccountRef');
  const amount = numberIn(fields, 'Amount');
  if (amount === undefined) throw requiredMissing('Amount');
  return {
    TxnDate: pacificDate(draft.now),
    ...fields,
    ...moneyFields(draft, undefined),
    FromAccountRef: refTo(from),
    ToAccountRef: refTo(to),
    Amount: decimal(minorUnits(amount, HOME_CURRENCY), HOME_CURRENCY),
    TransferEx: {},
  };
};
