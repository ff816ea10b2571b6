import { minorOf } from '../dataset/money.facts.js';
import { pacificDate } from '../pacific.time.js';
import { businessFault, requiredMissing } from '../quickbooks.fault.js';
import { requireSameCurrency } from './account.check.js';
import type { Composer } from './composer.js';
import { moneyFields, numberIn } from './money.check.js';
import { entryNumber } from './number.check.js';
import { mustRefer, numbered, refTo, requiredLines } from './reference.check.js';

type Fields = Record<string, unknown>;

export const composeJournalEntry: Composer = (draft) => {
  const { fields } = draft;
  const money = moneyFields(draft, undefined);
  const currency = money.CurrencyRef.value;
  let balance = 0n;
  const lines = requiredLines(fields).map((line) => {
    const detail = (line.JournalEntryLineDetail ?? {}) as Fields;
    const account = mustRefer(draft, 'accounts', detail.AccountRef, 'Line.JournalEntryLineDetail.AccountRef');
    requireSameCurrency(account, currency);
    if (numberIn(line, 'Amount') === undefined) throw requiredMissing('Line.Amount');
    const amount = minorOf(line.Amount, currency);
    if (amount < 0n) throw businessFault('The amount of a line must be zero or greater.');
    if (detail.PostingType !== 'Debit' && detail.PostingType !== 'Credit') throw requiredMissing('PostingType');
    balance += detail.PostingType === 'Debit' ? amount : -amount;
    return { ...line, JournalEntryLineDetail: { ...detail, AccountRef: refTo(account) } };
  });
  if (balance !== 0n) throw businessFault('The debits and credits of a journal entry must be equal');
  return {
    TxnDate: pacificDate(draft.now),
    Adjustment: false,
    ...fields,
    ...entryNumber(draft),
    ...money,
    Line: numbered(lines),
  };
};
