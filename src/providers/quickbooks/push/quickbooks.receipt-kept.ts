import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PostedAmounts, PushIntent } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { wasMoved } from './quickbooks.note.js';
import { postedAmounts } from './quickbooks.posted.js';
import { isOfDay, isPosted, postingDate } from './quickbooks.posting.js';
import { eventIdOf, relatedEvent, relatedPayment, type PushedPayment } from './quickbooks.pushed-items.js';
import { amountText } from './quickbooks.push-requests.js';
import { zoneOf } from './quickbooks.receipt.js';
import type { BookLimits } from './quickbooks.receipt-lines.js';

const VOIDED = '0';

/** A receipt whose payment would not be posted today. It stays where it is. @throws HeldBack when it is wrong by now */
export function noLongerPosted(
  intent: PushIntent,
  payment: PushedPayment,
  known: KnownObject,
  { wholeDigits }: BookLimits,
): BuiltRequest {
  const { currency, occurredAt, amountMinor } = payment;
  const posted = standing(known, currency);
  // What becomes of a payment that is pending again is told later.
  if (!posted || !isPosted(payment)) return NOTHING;
  if (payment.test) throw changed(posted, 'is a payment in test mode');
  const { facts, rules } = intent;
  const event = relatedEvent(intent, eventIdOf(payment, relatedPayment(intent, payment.refundOfId)));
  const day = postingDate(occurredAt, zoneOf(intent, event), facts, rules);
  const total = amountText(BigInt(amountMinor), currency, wholeDigits);
  const isSame = posted.total === total && posted.currency === currency;
  if (isSame && isOfDay(posted, day, wasMoved(known, day, rules))) return NOTHING;
  throw changed(posted, `is ${textOf({ total, currency, date: day.date })}`);
}

/** The payment of a receipt is of a type now that makes none. @throws HeldBack */
export function ofOtherType({ former }: PushIntent, known: KnownObject): BuiltRequest {
  const payment = itemsOf(former, 'payments').find(({ isOfOtherVenue }) => !isOfOtherVenue)?.body;
  const posted = payment && standing(known, payment.currency);
  if (!posted) return NOTHING;
  throw changed(posted, `is a payment of type ${payment.type}`);
}

/** What is in the books. `null`: nothing, or it is not known. */
function standing({ object }: KnownObject, currency: string): PostedAmounts | null {
  const posted = object && postedAmounts(object, currency);
  return posted && posted.total !== VOIDED ? posted : null;
}

export function changed(posted: PostedAmounts, now: string): HeldBack {
  const message = `It was posted as ${textOf(posted)}, and ${now} now; a posted document is not changed`;
  return HeldBack.dead('amount_changed', message);
}

export const textOf = ({ total, currency, date }: PostedAmounts): string => `${total} ${currency} of ${date}`;
