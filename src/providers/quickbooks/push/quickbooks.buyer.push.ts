import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import { requireActive } from './quickbooks.listed.js';
import { buyerName, markOf } from './quickbooks.names.js';
import { requireCurrency, whyNotPosted } from './quickbooks.posting.js';
import { creation, fullUpdate, sparseUpdate } from './quickbooks.push-requests.js';
import { streamOf } from './quickbooks.push-targets.js';

type Payment = Extract<PushedItem, { entity: 'payments' }>;

const stream = streamOf('buyer_customer');
/** Of a buyer whose name is not known, or no longer. */
const NAMELESS = 'Buyer';
/** QuickBooks takes no longer address, and none of another form. */
const MOST_ADDRESS_CHARACTERS = 100;
const ADDRESS = /^[^\s@,;:<>"()]+@[^\s@,;:<>"()]+\.[^\s@,;:<>"().]+$/;

/**
 * The customer that the receipts of a buyer name. Its name and address are those of the newest payment. If the buyer is to be
 * forgotten, or no payment says any more who it was, all but our reference is cleared. @throws HeldBack
 */
export function buildBuyerCustomer(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
  if (known?.origin === 'adopted') return NOTHING;
  const { part: currency, reference, facts, subject } = intent;
  const payments = itemsOf(intent.items, 'payments');
  const isNeutral = intent.isForgotten === true || (payments.length === 0 && !isStillNamed(intent));
  // One that is gone is not made again for nothing.
  if (payments.length === 0 && !(known && isNeutral)) return NOTHING;
  if (known && !isNeutral) requireActive(withoutName(known));
  if (!known) requireOnePosted(payments, intent);
  const person = isNeutral ? [] : payments.toSorted(byVersion).map(({ body }) => body.customer);
  const name = buyerName(person.find((one) => one?.name?.trim())?.name ?? NAMELESS, reference);
  const address = person.find((one) => one && isTaken(one.email))?.email;
  const said = {
    DisplayName: name,
    // QuickBooks fills it with the first name, and would keep that.
    PrintOnCheckName: name,
    ...(address && { PrimaryEmailAddr: { Address: address } }),
  };
  const content = isNeutral ? { ...said, isNeutral } : said;
  const whole = {
    ...said,
    Notes: `${markOf(reference)} ${subject}`,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
  };
  if (known && !isNeutral) {
    return { kind: 'request', request: sparseUpdate({ stream, key, fields: said, content }, known) };
  }
  // QuickBooks changes nothing that is inactive, so one that is becomes active by that.
  const cleared = { ...whole, Active: true };
  if (known) return { kind: 'request', request: fullUpdate({ stream, key, fields: cleared, content }, known) };
  requireCurrency(facts, currency);
  return { kind: 'request', request: creation({ stream, key, fields: whole, content }) };
}

/** Why something waits is kept also after the buyer was erased. */
function withoutName({ object, ...known }: KnownObject): KnownObject {
  return { ...known, object: object && { Active: object.Active } };
}

/** After another choice the payments want no customer of the buyer any more, and still say who it is. */
function isStillNamed({ former, subject }: PushIntent): boolean {
  return itemsOf(former, 'payments').some(({ body }) => body.customer?.id === subject);
}

/** A payment that is not posted makes no customer. @throws HeldBack */
function requireOnePosted(payments: readonly Payment[], { rules }: PushIntent): void {
  const held = payments.map(({ body }) => whyNotPosted(body, rules));
  const [first] = held;
  if (first && !held.includes(null)) throw first;
}

const isTaken = (email: string): boolean => email.length <= MOST_ADDRESS_CHARACTERS && ADDRESS.test(email);

/** The newest first. Which of two of one time comes first makes no difference, as long as it is always the same. */
function byVersion(a: Payment, b: Payment): number {
  return b.version - a.version || (a.platformId < b.platformId ? -1 : 1);
}
