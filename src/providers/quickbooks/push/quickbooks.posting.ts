import type { AccountFacts, Rules } from '../../push.port.js';
import { calendarDate } from '../../kit/fields.js';
import { chosen } from './quickbooks.push-rules.js';
import type { PushedPayment } from './quickbooks.pushed-items.js';
import { HeldBack } from './quickbooks.held-back.js';

const DAY_MS = 86_400_000;
/** A sale stays a sale after parts of it were given back: each refund is a separate payment. */
const POSTED: readonly PushedPayment['status'][] = ['completed', 'refunded', 'partially_refunded'];

/** Why a payment is not posted. `null`: it is. */
export function whyNotPosted(payment: PushedPayment, rules: Rules): HeldBack | null {
  if (payment.test) return HeldBack.skipped('test', 'Payments in test mode are not posted');
  if (payment.amountMinor === 0) return HeldBack.skipped('free', 'Nothing was paid');
  if (!isPosted(payment)) {
    return HeldBack.skipped('status', `A payment with the status ${payment.status} is not posted`);
  }
  if (!isBeforeStart(payment, rules)) return null;
  return HeldBack.skipped('before_start', 'It was paid before the day from which sales are posted');
}

export const isPosted = ({ status }: Pick<PushedPayment, 'status'>): boolean => POSTED.includes(status);

export function isBeforeStart({ occurredAt }: Pick<PushedPayment, 'occurredAt'>, rules: Rules): boolean {
  const from = chosen(rules, 'sale', 'postFrom');
  return from !== null && Date.parse(occurredAt) < Date.parse(from);
}

/**
 * Nothing guards a company that numbers its documents itself against a second copy, so nothing is posted to it. Nor is an
 * amount in a currency that the company does not keep.
 * @throws HeldBack
 */
export function requireBooks(facts: AccountFacts | undefined, currency: string): void {
  requireFacts(facts);
  if (facts?.customNumbers !== true) throw HeldBack.waiting('docnumbers_off', DOCNUMBERS_OFF);
  requireCurrency(facts, currency);
}

/** @throws HeldBack */
export function requireCurrency(facts: AccountFacts | undefined, currency: string): void {
  requireFacts(facts);
  if (!facts || facts.multicurrency !== false || facts.homeCurrency === currency) return;
  // A document of such a company names no currency, so it would be taken for one of the company's own.
  const kept = typeof facts.homeCurrency === 'string' ? facts.homeCurrency : 'one currency that it does not name';
  const message = `The company keeps its books in ${kept} only: switch on Multicurrency to post ${currency}`;
  throw HeldBack.waiting('currency_not_enabled', message);
}

/** @throws HeldBack when the company does not say what requests depend on: its plan has ended, or the user may not read it */
function requireFacts(facts: AccountFacts | undefined): void {
  if (typeof facts?.refusal === 'string') throw HeldBack.waiting('permission', facts.refusal);
}

/** What the rules and `choices` say to somebody whose company numbers its documents itself. */
export const DOCNUMBERS_OFF =
  'Switch on custom transaction numbers in QuickBooks: Account and settings, Sales, Sales form content. Without them QuickBooks does not refuse a second copy of a document';

export interface PostingDate {
  /** `YYYY-MM-DD` */
  date: string;
  /** The day itself, where the books are closed for it. */
  original: string;
}

/** @param zone of the event, or of the rule */
export function postingDate(instant: string, zone: string, facts: AccountFacts | undefined, rules: Rules): PostingDate {
  const original = calendarDate(instant, zone) ?? instant.slice(0, 10);
  const closedUntil = typeof facts?.closedUntil === 'string' ? facts.closedUntil : null;
  const isMoved = closedUntil !== null && original <= closedUntil && movesDates(rules);
  return { date: isMoved ? dayAfter(closedUntil) : original, original };
}

/**
 * Whether a document has the day of its payment. The books may have been closed further, or opened, since it was moved to their
 * first open day.
 * @param isMoved it may have been
 */
export function isOfDay(posted: { date: string }, { date, original }: PostingDate, isMoved: boolean): boolean {
  return posted.date === original || posted.date === date || (isMoved && posted.date > original);
}

export const movesDates = (rules: Rules): boolean => chosen(rules, 'sale', 'closedPeriod') === 'nextOpenDay';

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
}
