import { asRecord } from '../../kit/fields.js';
import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PostedAmounts, PushIntent } from '../../push.port.js';
import type { QuickBooksStream } from '../streams/quickbooks.streams.js';
import { HeldBack } from './quickbooks.held-back.js';
import { cut, markOf } from './quickbooks.names.js';
import { lineAmounts, postedAmounts } from './quickbooks.posted.js';
import { movesDates, requireBooks, whyNotPosted } from './quickbooks.posting.js';
import { movedFrom, receiptOf, type Receipt } from './quickbooks.receipt.js';
import type { BookLimits } from './quickbooks.receipt-lines.js';
import { requireTax } from './quickbooks.tax.js';
import { creation, sparseUpdate } from './quickbooks.push-requests.js';

/** A kind of receipt: of sales, or of refunds. */
export interface ReceiptKind {
  stream: QuickBooksStream;
  /** What is done to a receipt that was posted, and whose payment has failed since. */
  reverse(known: KnownObject, currency: string, key: string): BuiltRequest;
}

const MOST_NOTE = 4_000;

/** The receipt of a payment. Once it is posted, only its note follows the payment. @throws HeldBack */
export function buildReceipt(
  kind: ReceiptKind,
  intent: PushIntent,
  known: KnownObject | null,
  key: string,
  limits: BookLimits,
): BuiltRequest {
  const [item] = itemsOf(intent.items, 'payments');
  if (!item) return NOTHING;
  const payment = item.body;
  if (known && payment.status === 'failed') return kind.reverse(known, payment.currency, key);
  const reason = whyNotPosted(payment, intent.rules);
  if (reason && known) return NOTHING;
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
  { fields, expects, noteOn, date, otherLines }: Receipt,
  known: KnownObject,
  key: string,
): BuiltRequest {
  const { object } = known;
  if (!object) return NOTHING;
  const posted = postedAmounts(object, expects.currency);
  const before = typeof object.PrivateNote === 'string' ? object.PrivateNote : '';
  const wasMoved = movesDates(rules) || before.includes(movedFrom(date.original));
  const isDate = posted.date === date.original || posted.date === date.date || isLater(posted, date.original, wasMoved);
  const isSame = posted.total === expects.total && posted.currency === expects.currency && isDate;
  const hasLines = [lineAmounts(fields), ...otherLines].some(
    (amounts) => amounts.join() === lineAmounts(object).join(),
  );
  if (!isSame || !hasLines) {
    const now = isSame ? 'has other lines' : `is ${textOf(expects)}`;
    const message = `It was posted as ${textOf(posted)}, and ${now} now; a posted document is not changed`;
    throw HeldBack.dead('amount_changed', message);
  }
  const after = withNote(before, noteOn(posted.date), reference);
  const number = asRecord(fields).PaymentRefNum;
  if (before === after && (number === undefined || object.PaymentRefNum === number)) return NOTHING;
  const changes = { PrivateNote: after, ...(number !== undefined && { PaymentRefNum: number }) };
  const kept = { ...expects, date: posted.date };
  return { kind: 'request', request: sparseUpdate({ stream, key, fields: changes, expects: kept }, known) };
}

/** The books may have been closed further, or opened, since a document was moved to their first open day. */
function isLater({ date }: PostedAmounts, original: string, isMoved: boolean): boolean {
  return isMoved && date > original;
}

/** Our lines begin with our mark, and what others have written stays before them. */
function withNote(before: string, note: string, reference: string): string {
  if (before.includes(note)) return before;
  const start = before.indexOf(markOf(reference));
  const theirs = (start < 0 ? before : before.slice(0, start)).trimEnd();
  return cut(theirs ? `${theirs}\n${note}` : note, MOST_NOTE);
}

const textOf = ({ total, currency, date }: PostedAmounts): string => `${total} ${currency} of ${date}`;
