import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import { nameOf, type BuiltRequest, type KnownObject, type PushIntent } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { markOf } from './quickbooks.names.js';
import { postedAmounts } from './quickbooks.posted.js';
import { postingDate, requireCurrency } from './quickbooks.posting.js';
import { amountOf, amountText, creation } from './quickbooks.push-requests.js';
import { chosen } from './quickbooks.push-rules.js';
import { streamOf } from './quickbooks.push-targets.js';
import { relatedEvent } from './quickbooks.pushed-items.js';
import { clearingAccount, numberOf, zoneOf } from './quickbooks.receipt.js';
import type { BookLimits } from './quickbooks.receipt-lines.js';

const stream = streamOf('journal');

/**
 * Takes back a refund receipt whose refund has failed: the amount returns to the clearing account, on the day on which that
 * was reported. @throws HeldBack
 */
export function buildReversal(
  intent: PushIntent,
  known: KnownObject | null,
  key: string,
  { wholeDigits }: BookLimits,
): BuiltRequest {
  const [item] = itemsOf(intent.items, 'payments');
  if (!item) return NOTHING;
  const payment = item.body;
  const { rules, facts, links, reference } = intent;
  const { id, currency, amountMinor, updatedAt } = payment;
  const total = amountText(BigInt(amountMinor), currency, wholeDigits);
  if (known) return unchanged(known, total, currency);
  const refundId = links.get(nameOf({ target: 'refund', subject: id, part: '' }));
  if (refundId === undefined)
    throw HeldBack.skipped('status', 'The refund was not posted, so there is nothing to take back');
  requireCurrency(facts, currency);
  const account = chosen(rules, 'reversal', 'reversalAccount');
  if (account === null) {
    throw HeldBack.waiting('account', 'Choose the account of failed refunds: reversalAccount of the rule reversal');
  }
  const { date, original } = postingDate(
    updatedAt,
    zoneOf(intent, relatedEvent(intent, payment.eventId)),
    facts,
    rules,
  );
  const line = (PostingType: 'Debit' | 'Credit', AccountRef: string) => ({
    Amount: amountOf(BigInt(amountMinor), currency, wholeDigits),
    DetailType: 'JournalEntryLineDetail',
    Description: `Refund ${id} has failed`,
    JournalEntryLineDetail: { PostingType, AccountRef: { value: AccountRef } },
  });
  const moved = date === original ? '' : `\nOf ${original}: the books are closed for that day`;
  const fields = {
    DocNumber: numberOf(payment, reference),
    TxnDate: date,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
    PrivateNote: `${markOf(reference)} Takes back the refund receipt ${refundId}${moved}`,
    Line: [line('Debit', clearingAccount(intent, payment)), line('Credit', account)],
  };
  return { kind: 'request', request: creation({ stream, key, fields, expects: { total, currency, date } }) };
}

/** An entry is posted once. @throws HeldBack when it says something else */
function unchanged({ object }: KnownObject, total: string, currency: string): BuiltRequest {
  const posted = object && postedAmounts(object, currency);
  if (!posted || (posted.total === total && posted.currency === currency)) return NOTHING;
  const message = `It was posted as ${posted.total} ${posted.currency}, and is ${total} ${currency} now; a posted entry is not changed`;
  throw HeldBack.dead('amount_changed', message);
}
