import { asRecord } from '../../kit/fields.js';
import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import type { QuickBooksStream } from '../streams/quickbooks.streams.js';
import { noteWith, wasMoved } from './quickbooks.note.js';
import { postedAmounts } from './quickbooks.posted.js';
import { isOfDay, requireBooks, whyNotPosted } from './quickbooks.posting.js';
import { receiptOf, type Receipt } from './quickbooks.receipt.js';
import { changed, noLongerPosted, ofOtherType, textOf } from './quickbooks.receipt-kept.js';
import type { BookLimits } from './quickbooks.receipt-lines.js';
import { saysLines } from './quickbooks.said-lines.js';
import { requireTax } from './quickbooks.tax.js';
import { creation, sparseUpdate } from './quickbooks.push-requests.js';

/** A kind of receipt: of sales, or of refunds. */
export interface ReceiptKind {
  stream: QuickBooksStream;
  /** What is done to a receipt that was posted, and whose payment has failed since. */
  reverse(known: KnownObject, currency: string, key: string): BuiltRequest;
}

/** The receipt of a payment. Once it is posted, only its note follows the payment. @throws HeldBack */
export function buildReceipt(
  kind: ReceiptKind,
  intent: PushIntent,
  known: KnownObject | null,
  key: string,
  limits: BookLimits,
): BuiltRequest {
  const [item] = itemsOf(intent.items, 'payments');
  if (!item) return known ? ofOtherType(intent, known) : NOTHING;
  const payment = item.body;
  if (known && payment.status === 'failed') return kind.reverse(known, payment.currency, key);
  const reason = whyNotPosted(payment, intent.rules);
  if (reason && known) return noLongerPosted(intent, payment, known, limits);
  if (reason) throw reason;
  if (!known) {
    requireBooks(intent.facts, payment.currency);
    requireTax(intent.facts, intent.rules);
  }
  const receipt = receiptOf(intent, payment, limits);
  const { fields, expects } = receipt;
  if (!known) return { kind: 'request', request: creation({ stream: kind.stream, key, fields, expects }) };
  return followingNote(kind, intent, receipt, known, key);
}

function followingNote(
  { stream }: ReceiptKind,
  { reference, rules }: PushIntent,
  { fields, expects, noteOn, date, lines }: Receipt,
  known: KnownObject,
  key: string,
): BuiltRequest {
  const { object } = known;
  if (!object) return NOTHING;
  const posted = postedAmounts(object, expects.currency);
  const before = typeof object.PrivateNote === 'string' ? object.PrivateNote : '';
  const isDate = isOfDay(posted, date, wasMoved(known, date, rules));
  const isSame = posted.total === expects.total && posted.currency === expects.currency && isDate;
  const hasLines = lines.some((said) => saysLines(known, said, rules));
  if (!isSame || !hasLines) {
    const now = isSame ? 'has other lines' : `is ${textOf(expects)}`;
    throw changed(posted, `${now} now`);
  }
  const after = noteWith(before, noteOn(posted.date), reference);
  const number = asRecord(fields).PaymentRefNum;
  if (before === after && (number === undefined || object.PaymentRefNum === number)) return NOTHING;
  const changes = { PrivateNote: after, ...(number !== undefined && { PaymentRefNum: number }) };
  const kept = { ...expects, date: posted.date };
  return { kind: 'request', request: sparseUpdate({ stream, key, fields: changes, expects: kept }, known) };
}
