import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import { nameOf, type BuiltRequest, type KnownObject, type PushIntent } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { markOf } from './quickbooks.names.js';
import { movedFrom } from './quickbooks.note.js';
import { postedAmounts } from './quickbooks.posted.js';
import { isPosted, postingDate, requireCurrency } from './quickbooks.posting.js';
import { amountOf, amountText, creation } from './quickbooks.push-requests.js';
import { chosen } from './quickbooks.push-rules.js';
import { streamOf } from './quickbooks.push-targets.js';
import { eventIdOf, relatedEvent, relatedPayment } from './quickbooks.pushed-items.js';
import { clearingAccount, numberOf, zoneOf } from './quickbooks.receipt.js';
import type { BookLimits } from './quickbooks.receipt-lines.js';
import { accountTakenFrom, refundOf } from './quickbooks.taken-back.js';

const stream = streamOf('journal');
const NOT_POSTED = 'The refund was not posted, so there is nothing to take back';

/**
 * Takes back a refund receipt whose refund has failed: the amount returns to the account that it was paid from, on the day on
 * which that was reported. @throws HeldBack
 */
export function buildReversal(
  intent: PushIntent,
  known: KnownObject | null,
  key: string,
  { wholeDigits }: BookLimits,
): BuiltRequest {
  const [item] = itemsOf(intent.items, 'payments');
  if (!item) return known ? left(intent, known) : NOTHING;
  const payment = item.body;
  const { rules, facts, links, reference } = intent;
  const { id, currency, amountMinor, updatedAt } = payment;
  const total = amountText(BigInt(amountMinor), currency, wholeDigits);
  if (known) return unchanged(known, total, currency);
  const refund = refundOf(id);
  const refundId = links.get(nameOf(refund));
  if (refundId === undefined) throw HeldBack.skipped('status', NOT_POSTED, refund);
  requireCurrency(facts, currency);
  const paidFrom = accountTakenFrom(facts, refundId, { total, currency });
  const account = chosen(rules, 'reversal', 'reversalAccount');
  if (account === null) {
    throw HeldBack.waiting('account', 'Choose the account of failed refunds: reversalAccount of the rule reversal');
  }
  const { date, original } = postingDate(
    updatedAt,
    zoneOf(intent, relatedEvent(intent, eventIdOf(payment, relatedPayment(intent, payment.refundOfId)))),
    facts,
    rules,
  );
  const line = (PostingType: 'Debit' | 'Credit', AccountRef: string) => ({
    Amount: amountOf(BigInt(amountMinor), currency, wholeDigits),
    DetailType: 'JournalEntryLineDetail',
    Description: `Refund ${id} has failed`,
    JournalEntryLineDetail: { PostingType, AccountRef: { value: AccountRef } },
  });
  const moved = date === original ? '' : `\n${movedFrom(original)}`;
  const fields = {
    DocNumber: numberOf(payment, reference),
    TxnDate: date,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
    PrivateNote: `${markOf(reference)} Takes back the refund receipt ${refundId}${moved}`,
    Line: [line('Debit', paidFrom ?? clearingAccount(intent, payment)), line('Credit', account)],
  };
  return { kind: 'request', request: creation({ stream, key, fields, expects: { total, currency, date } }) };
}

/** A refund that has failed may succeed after all. What was posted stays. @throws HeldBack when it is wrong by now */
function left({ former }: PushIntent, { externalId }: KnownObject): BuiltRequest {
  const payment = itemsOf(former, 'payments').find(({ isOfOtherVenue }) => !isOfOtherVenue);
  if (!payment || !isPosted(payment.body)) return NOTHING;
  const message = `The refund has succeeded after all, and the journal entry ${externalId} takes it back: reverse that entry there, then accept`;
  throw HeldBack.dead('amount_changed', message);
}

/** An entry is posted once. @throws HeldBack when it says something else */
function unchanged({ object }: KnownObject, total: string, currency: string): BuiltRequest {
  const posted = object && postedAmounts(object, currency);
  if (!posted || (posted.total === total && posted.currency === currency)) return NOTHING;
  const message = `It was posted as ${posted.total} ${posted.currency}, and is ${total} ${currency} now; a posted entry is not changed`;
  throw HeldBack.dead('amount_changed', message);
}
