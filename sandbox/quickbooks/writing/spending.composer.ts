import { decimal, HOME_CURRENCY, minorUnits } from '../dataset/money.facts.js';
import { ACCOUNT } from '../dataset/references.js';
import { appliedAmounts, currencyOf } from '../live/settlement.effects.js';
import { pacificDate } from '../pacific.time.js';
import type { QboObject } from '../quickbooks.entity.js';
import { businessFault, invalidReference, requiredMissing } from '../quickbooks.fault.js';
import type { Composer, Draft } from './composer.js';
import { moneyFields, numberIn } from './money.check.js';
import { mustRefer, numbered, referred, refTo, requiredLines, sumOf } from './reference.check.js';

type Fields = Record<string, unknown>;

const DAY = 86_400;

export const composeBill: Composer = (draft) => {
  const { company, fields, existing } = draft;
  const vendor = mustRefer(draft, 'vendors', fields.VendorRef, 'VendorRef');
  const money = moneyFields(draft, vendor);
  const currency = money.CurrencyRef.value;
  const lines = expenseLines(draft);
  const total = Number(sumOf(lines, currency));
  const paid = existing ? minorUnits(existing.TotalAmt, currency) - minorUnits(existing.Balance, currency) : 0;
  if (paid > total) throw businessFault('The total is less than what has been paid of it');
  return {
    DocNumber: `BILL-${company.store('bills').nextIndex + 1}`,
    TxnDate: pacificDate(draft.now),
    DueDate: pacificDate(draft.now + 14 * DAY),
    LinkedTxn: [],
    ...fields,
    ...money,
    VendorRef: refTo(vendor),
    Line: numbered(lines),
    TotalAmt: decimal(total, currency),
    Balance: decimal(total - paid, currency),
  };
};

/** Pays bills of one vendor, none of them more than is owed. */
export const composeBillPayment: Composer = (draft) => {
  const { company, fields } = draft;
  const vendor = mustRefer(draft, 'vendors', fields.VendorRef, 'VendorRef');
  const money = moneyFields(draft, vendor);
  const currency = money.CurrencyRef.value;
  const given = numberIn(fields, 'TotalAmt');
  if (given === undefined) throw requiredMissing('TotalAmt');
  if (fields.PayType !== 'Check' && fields.PayType !== 'CreditCard') throw requiredMissing('PayType');
  const lines = requiredLines(fields);
  const applied = checkPaid(draft, { ...money, Line: lines } as unknown as QboObject);
  if (applied !== minorUnits(given, currency)) throw businessFault('The total is not what is applied');
  const bank = company.store('accounts').at(ACCOUNT.checking);
  const isCheck = fields.PayType === 'Check';
  return {
    DocNumber: String(6001 + company.store('bill_payments').nextIndex),
    TxnDate: pacificDate(draft.now),
    ...(isCheck && bank ? { CheckPayment: { BankAccountRef: refTo(bank), PrintStatus: 'NotSet' } } : {}),
    ...fields,
    ...money,
    VendorRef: refTo(vendor),
    Line: lines,
    TotalAmt: decimal(minorUnits(given, currency), currency),
  };
};

export const composePurchase: Composer = (draft) => {
  const { company, fields } = draft;
  const account = mustRefer(draft, 'accounts', fields.AccountRef, 'AccountRef');
  const { PaymentType: type } = fields;
  if (type !== 'Cash' && type !== 'Check' && type !== 'CreditCard') throw requiredMissing('PaymentType');
  const lines = expenseLines(draft);
  const total = sumOf(lines, HOME_CURRENCY);
  return {
    DocNumber: `EXP-${company.store('purchases').nextIndex + 1}`,
    TxnDate: pacificDate(draft.now),
    Credit: false,
    ...fields,
    ...moneyFields(draft, undefined),
    AccountRef: refTo(account),
    Line: numbered(lines),
    TotalAmt: decimal(total, HOME_CURRENCY),
  };
};

function expenseLines(draft: Draft): Fields[] {
  const lines = requiredLines(draft.fields);
  for (const line of lines) {
    const detail = (line.AccountBasedExpenseLineDetail ?? {}) as Fields;
    referred(draft, 'accounts', detail.AccountRef, 'Line.AccountBasedExpenseLineDetail.AccountRef');
  }
  return lines;
}

function checkPaid({ company, existing }: Draft, payment: QboObject): number {
  const former = appliedAmounts(existing, 'Bill');
  let applied = 0;
  for (const [id, amount] of appliedAmounts(payment, 'Bill')) {
    const bill = company.store('bills').find(id);
    if (!bill) throw invalidReference('Line.LinkedTxn');
    const owed = minorUnits(bill.Balance, currencyOf(bill)) + (former.get(id) ?? 0);
    if (amount > owed) throw businessFault('The amount applied is more than the balance of the bill');
    applied += amount;
  }
  return applied;
}
