import { nameOf, type PostedAmounts, type PushIntent } from '../../push.port.js';
import { boughtWith, customerOf, takesVenueOfEvent, whoseIs } from './quickbooks.customers.js';
import { HeldBack } from './quickbooks.held-back.js';
import { MOST_NOTE, movedFrom, ORPHAN_NOTE, refundNote } from './quickbooks.note.js';
import { cut, documentNumber, markOf } from './quickbooks.names.js';
import { isDerived, paidFor } from './quickbooks.paid-for.js';
import { wholeAmount, type PaidLine } from './quickbooks.paid-lines.js';
import { postingDate, type PostingDate } from './quickbooks.posting.js';
import { itemOf } from './quickbooks.push-plan.js';
import { chosen, chosenFor } from './quickbooks.push-rules.js';
import {
  eventIdOf,
  relatedEvent,
  relatedPayment,
  type PushedEvent,
  type PushedPayment,
} from './quickbooks.pushed-items.js';
import { receiptLines, type BookLimits } from './quickbooks.receipt-lines.js';
import { saidLines, type SaidLine } from './quickbooks.said-lines.js';
import { taxPlace } from './quickbooks.tax.js';
import { amountOf, amountText } from './quickbooks.push-requests.js';

type Fields = Readonly<Record<string, unknown>>;

/** The document of a payment, as it is wanted. */
export interface Receipt {
  fields: Fields;
  expects: PostedAmounts;
  date: PostingDate;
  /** The lines that it may have: other choices may have counted, or its sale may not have been known, when it was posted. */
  lines: readonly (readonly SaidLine[])[];
  /** What the document notes if it has this day, one fact a line. The first line is our mark. */
  noteOn(day: string): string;
}

/** Longest `PaymentRefNum`. A longer one is noted. */
const MOST_REFERENCE = 21;
const LINE_ENDS = /[\r\n]+/g;
/** Keys of what is chosen for all payments. */
const DEFAULT_KEY = 'default';

/** @throws HeldBack when something is missing, or QuickBooks cannot hold the amounts exactly */
export function receiptOf(intent: PushIntent, payment: PushedPayment, limits: BookLimits): Receipt {
  const { rules, facts, reference } = intent;
  const { currency } = payment;
  const sale = relatedPayment(intent, payment.refundOfId);
  const eventId = eventIdOf(payment, sale);
  const event = relatedEvent(intent, eventId);
  const paid = paidFor(payment, sale);
  const tax = taxPlace(paid, rules);
  const total = amountText(BigInt(payment.amountMinor), currency, limits.wholeDigits);
  const date = postingDate(payment.occurredAt, zoneOf(intent, event), facts, rules);
  const { line: lineClass, document: documentClass } = classOf(intent, payment, event);
  const isOrphan = payment.type === 'refund' && !sale;
  const noteOn = (day: string) => noteOf(intent, payment, { date: { ...date, date: day }, event, isOrphan });
  const fields = {
    DocNumber: numberOf(payment, reference),
    TxnDate: date.date,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
    ...customerRef(intent, boughtWith(payment, sale, rules), event),
    DepositToAccountRef: { value: clearingAccount(intent, payment) },
    ...(isShort(payment.providerPaymentId) && { PaymentRefNum: payment.providerPaymentId }),
    ...(documentClass && { ClassRef: { value: documentClass } }),
    Line: receiptLines(intent, { paid, tax, currency, eventId, classId: lineClass }, limits),
    // A total that is given stands, whatever the company would compute.
    TxnTaxDetail: { TotalTax: amountOf(tax.totalMinor, currency, limits.wholeDigits) },
    PrivateNote: noteOn(date.date),
  };
  const itemIdOf = (line: PaidLine) => {
    const made = itemOf(line, eventId, rules);
    return (made && intent.links.get(nameOf(made))) ?? null;
  };
  const lines = [paid, ...(isDerived(payment) ? [wholeAmount(payment)] : [])].flatMap((one) =>
    saidLines(one, { currency, limits, itemIdOf }),
  );
  return { fields, noteOn, date, lines, expects: { total, currency, date: date.date } };
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

function customerRef(intent: PushIntent, bought: ReturnType<typeof boughtWith>, event: PushedEvent | null): Fields {
  if (!event && takesVenueOfEvent(bought, intent.rules)) {
    throw HeldBack.waiting('dependency', `The event ${bought.eventId} was not pushed yet, and it says the venue`);
  }
  const customer = customerOf(bought, event, intent.rules);
  if (!customer) return {};
  const value = intent.links.get(nameOf(customer));
  if (value === undefined) {
    throw HeldBack.waiting(
      'dependency',
      `The customer of the ${whoseIs(customer)} ${customer.subject} is not there yet`,
    );
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
    // One fact is one line.
    event?.name.replace(LINE_ENDS, ' '),
    providerPaymentId && !isShort(providerPaymentId) && `${provider ?? 'payment'} ${providerPaymentId}`,
    refundOfId && refundNote(refundOfId),
    isOrphan && ORPHAN_NOTE,
    date.date !== date.original && movedFrom(date.original),
  ];
  return cut(facts.filter(Boolean).join('\n'), MOST_NOTE);
}

function isShort(id: string | null | undefined): boolean {
  return typeof id === 'string' && id !== '' && id.length <= MOST_REFERENCE;
}
