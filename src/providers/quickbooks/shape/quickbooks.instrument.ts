import { asRecord, text } from '../../kit/fields.js';
import type { Method } from '../../shapes/fields.js';
import type { Instrument } from '../../shapes/values.js';
import { refName } from './quickbooks.fields.js';

type Raw = Readonly<Record<string, unknown>>;

/** `PaymentType`, and `PayType` of a payment to a vendor. */
const METHODS: Readonly<Record<string, Method>> = { Cash: 'cash', Check: 'check', CreditCard: 'card' };
const BRANDS: readonly [RegExp, string][] = [
  [/visa/i, 'visa'],
  [/master ?card/i, 'mastercard'],
  [/american express|amex/i, 'american_express'],
  [/discover/i, 'discover'],
  [/diners/i, 'diners_club'],
  [/\bjcb\b/i, 'jcb'],
];
/** A company names its ways of payment itself; these are what QuickBooks begins with, and what most call theirs. */
const NAMED: readonly [RegExp, Method][] = [
  [/gift/i, 'gift_card'],
  [/card|visa|amex|american express|discover/i, 'card'],
  [/cash|bar\b/i, 'cash'],
  [/che(ck|que)/i, 'check'],
  [/debit|bank|\bach\b|transfer|e-?check/i, 'bank_account'],
  [/pay ?pal|apple pay|google pay|venmo|wallet/i, 'wallet'],
];

const firstOf = <T>(table: readonly [RegExp, T][], name: string | null) =>
  name === null ? undefined : table.find(([pattern]) => pattern.test(name))?.[1];

/** By the card that QuickBooks charged, else by the company's name of the way of payment. */
export function instrument(raw: Raw): Instrument {
  const card = asRecord(asRecord(raw.CreditCardPayment).CreditChargeInfo);
  const name = refName(raw.PaymentMethodRef);
  const known = (text(card.Type) ?? text(card.Number)) ? 'card' : (firstOf(NAMED, name) ?? methodOf(raw.PaymentType));
  return {
    method: known ?? (name === null && raw.PaymentType === undefined ? null : 'other'),
    brand: firstOf(BRANDS, text(card.Type) ?? name) ?? null,
    last4: /\d{4}$/.exec(text(card.Number) ?? '')?.[0] ?? null,
  };
}

/** @returns `null` where it is not said, or another one */
export function methodOf(type: unknown): Method | null {
  return METHODS[text(type) ?? ''] ?? null;
}
