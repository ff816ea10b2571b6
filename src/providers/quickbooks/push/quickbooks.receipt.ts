import { nameOf, type PostedAmounts, type PushIntent } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { documentNumber, markOf } from './quickbooks.names.js';
import { paidFor } from './quickbooks.paid-for.js';
import { postingDate, type PostingDate } from './quickbooks.posting.js';
import { customerOf } from './quickbooks.push-plan.js';
import { chosen, chosenFor } from './quickbooks.push-rules.js';
import { relatedEvent, relatedPayment, type PushedEvent, type PushedPayment } from './quickbooks.pushed-items.js';
import { receiptLines, type BookLimits } from './quickbooks.receipt-lines.js';
import { amountText } from './quickbooks.push-requests.js';

type Fields = Readonly<Record<string, unknown>>;

/** The document of a payment, as it is wanted. */
export interface Receipt {
  fields: Fields;
  expects: PostedAmounts;
  date: PostingDate;
  /** What the document notes, one fact a line. The first line is our mark. */
  note: string;
}

/** Longest `PaymentRefNum`. A longer one is noted. */
const MOST_REFERENCE = 21;
const MOST_NOTE = 4_000;
/** Keys of what is chosen for all payments. */
const DEFAULT_KEY = 'default';

/** @throws HeldBack when something is missing, or QuickBooks cannot hold the amounts exactly */
export function receiptOf(intent: PushIntent, payment: PushedPayment, limits: BookLimits): Receipt {
  const { rules, facts, reference } = intent;
  const { currency, eventId } = payment;
  const sale = relatedPayment(intent, payment.refundOfId);
  const event = relatedEvent(intent, eventId);
  const paid = paidFor(payment, sale);
  const total = amountText(BigInt(payment.amountMinor), currency, limits.wholeDigits);
  const date = postingDate(payment.occurredAt, zoneOf(intent, event), facts, rules);
  const { line: lineClass, document: documentClass } = classOf(intent, payment, event);
  const note = noteOf(intent, payment, { date, event, isOrphan: payment.type === 'refund' && !sale });
  const fields = {
    DocNumber: numberOf(payment, reference),
    TxnDate: date.date,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
    ...customerRef(intent, payment, event),
    DepositToAccountRef: { value: clearingAccount(intent, payment) },
    ...(isShort(payment.providerPaymentId) && { PaymentRefNum: payment.providerPaymentId }),
    ...(documentClass && { ClassRef: { value: documentClass } }),
    Line: receiptLines(intent, { paid, currency, eventId: eventId ?? sale?.eventId, classId: lineClass }, limits),
    // A total that is given stands, whatever the company would compute.
    TxnTaxDetail: { TotalTax: 0 },
    PrivateNote: note,
  };
  return { fields, note, date, expects: { total, currency, date: date.date } };
}

/** @throws HeldBack when no account is chosen for the payment */
export function clearingAccount({ rules }: PushIntent, { provider, currency }: PushedPayment): string {
  const keys = [...(provider ? [`${provider}/${currency}`, provider] : []), currency, DEFAULT_KEY];
  const account = chosenFor(rules, 'sale', 'depositTo', keys);
  if (account !== null) return account;
  const message = `Choose the clearing account of ${provider ?? 'payments'} in ${currency}: depositTo of the rule sale`;
  throw HeldBack.waiting('account', message);
}

export function numberOf({ orderId, id }: PushedPayment, reference: string): string {
  return documentNumber(orderId ?? id, reference);
}

export function zoneOf({ rules }: PushIntent, event: PushedEvent | null): string {
  return event?.timezone ?? chosen(rules, 'sale', 'timezone') ?? 'UTC';
}

function customerRef(intent: PushIntent, payment: PushedPayment, event: PushedEvent | null): Fields {
  const customer = customerOf(payment, event, intent.rules);
  if (!customer) return {};
  const value = intent.links.get(nameOf(customer));
  if (value === undefined) {
    throw HeldBack.waiting('dependency', `The customer of the event ${customer.subject} is not there yet`);
  }
  return { CustomerRef: { value } };
}

/** Where a company puts its classes. @throws HeldBack when it tracks none */
function classOf(
  { rules, facts }: PushIntent,
  { venueId }: PushedPayment,
  event: PushedEvent | null,
): { line: string | null; document: string | null } {
  const venue = venueId ?? event?.venueId;
  const classId = chosenFor(rules, 'sale', 'class', [...(venue ? [venue] : []), DEFAULT_KEY]);
  if (classId === null) return { line: null, document: null };
  if (facts?.classTracking === 'off') {
    throw HeldBack.waiting('account', 'A class is chosen, and class tracking is off in the company');
  }
  const isDocument = facts?.classTracking === 'transaction';
  return { line: isDocument ? null : classId, document: isDocument ? classId : null };
}

interface Noted {
  date: PostingDate;
  event: PushedEvent | null;
  isOrphan: boolean;
}

function noteOf({ reference }: PushIntent, payment: PushedPayment, { date, event, isOrphan }: Noted): string {
  const { id, orderId, provider, providerPaymentId, refundOfId } = payment;
  const facts = [
    `${markOf(reference)} ${orderId ?? id}`,
    event?.name,
    providerPaymentId && !isShort(providerPaymentId) && `${provider ?? 'payment'} ${providerPaymentId}`,
    refundOfId && `Refund of ${refundOfId}`,
    isOrphan && 'The sale of this refund is not known here',
    date.date !== date.original && `Of ${date.original}: the books are closed for that day`,
  ];
  return facts.filter(Boolean).join('\n').slice(0, MOST_NOTE);
}

function isShort(id: string | null | undefined): boolean {
  return typeof id === 'string' && id !== '' && id.length <= MOST_REFERENCE;
}
