import { decimal, homeAmount, minorOf } from '../dataset/money.facts.js';
import { ACCOUNT } from '../dataset/references.js';
import { LINKABLE } from '../live/deposit.links.js';
import { currencyOf, type Link } from '../live/settlement.effects.js';
import { pacificDate } from '../pacific.time.js';
import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { businessFault, deposited, invalidReference, requiredMissing } from '../quickbooks.fault.js';
import { requireMoneyAccount, requireSameCurrency } from './account.check.js';
import type { Composer, Draft } from './composer.js';
import { moneyFields, numberIn } from './money.check.js';
import { mustRefer, numbered, refTo, requiredLines, sumOf } from './reference.check.js';

type Fields = Record<string, unknown>;

/** Those that say which account they were put into. */
const PUT_SOMEWHERE: readonly StreamName[] = ['payments', 'sales_receipts', 'refund_receipts'];

export const composeDeposit: Composer = (draft) => {
  const { company, fields } = draft;
  const account = mustRefer(draft, 'accounts', fields.DepositToAccountRef, 'DepositToAccountRef');
  const money = moneyFields({ company, fields }, account);
  const currency = money.CurrencyRef.value;
  requireMoneyAccount(account, currency);
  const seen = new Set<string>();
  const lines = requiredLines(fields).map((line) => composeLine(draft, line, currency, seen));
  const total = sumOf(lines, currency);
  if (total < 0n) throw businessFault('The total of a deposit must be zero or greater.');
  return {
    TxnDate: pacificDate(draft.now),
    ...fields,
    ...money,
    DepositToAccountRef: refTo(account),
    Line: numbered(lines),
    TotalAmt: decimal(total, currency),
    HomeTotalAmt: homeAmount(total, currency),
  };
};

function composeLine(draft: Draft, line: Fields, currency: string, seen: Set<string>): Fields {
  if (numberIn(line, 'Amount') === undefined) throw requiredMissing('Line.Amount');
  const links = (line.LinkedTxn ?? []) as Link[];
  const detail = (line.DepositLineDetail ?? {}) as Fields;
  if (links.length > 0) {
    // Intuit takes a line with a type for one with an account, and misses that.
    if (line.DetailType !== undefined || line.DepositLineDetail !== undefined) {
      throw requiredMissing('Line.DepositLineDetail.AccountRef');
    }
    for (const link of links) requireDepositable(draft, link, line, currency, seen);
    return line;
  }
  if (line.DetailType !== 'DepositLineDetail') throw requiredMissing('Line.DetailType');
  const account = mustRefer(draft, 'accounts', detail.AccountRef, 'Line.DepositLineDetail.AccountRef');
  requireSameCurrency(account, currency);
  return { ...line, DepositLineDetail: { ...detail, AccountRef: refTo(account) } };
}

function requireDepositable(draft: Draft, link: Link, line: Fields, currency: string, seen: Set<string>): void {
  const { company, existing } = draft;
  const stream = LINKABLE[link.TxnType];
  const transaction = stream && company.store(stream).find(String(link.TxnId));
  if (!transaction) throw invalidReference('Line.LinkedTxn');
  const holder = company.depositOf(transaction.Id);
  if (seen.has(transaction.Id) || (holder && holder.Id !== existing?.Id)) throw deposited();
  seen.add(transaction.Id);
  if (!PUT_SOMEWHERE.includes(stream)) return;
  if (currencyOf(transaction) !== currency) throw businessFault('The transaction is in another currency.');
  const account = (transaction.DepositToAccountRef as { value: string } | undefined)?.value;
  if (account !== company.data.id('accounts', ACCOUNT.undeposited)) {
    throw businessFault('The transaction is not in Undeposited Funds.');
  }
  if (minorOf(line.Amount, currency) !== amountOf(stream, transaction, currency)) {
    throw businessFault('The amount is not that of the transaction.');
  }
}

function amountOf(stream: StreamName, transaction: QboObject, currency: string): bigint {
  const total = minorOf(transaction.TotalAmt, currency);
  return stream === 'refund_receipts' ? -total : total;
}
