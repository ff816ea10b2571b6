import { addressReader } from '../../kit/address.js';
import { currencyCode, toMinor } from '../../kit/currency.js';
import { asRecord, isoTime, items, text } from '../../kit/fields.js';
import type { Money } from '../../shapes/values.js';

type Raw = Readonly<Record<string, unknown>>;

/** A reference to another object: `{ value, name }`. */
export function refId(reference: unknown): string | null {
  return text(asRecord(reference).value);
}

/** `null` where the company has one currency only, and does not say which with each object. */
export function currencyOf(raw: Raw): string | null {
  return currencyCode(refId(raw.CurrencyRef));
}

/** Amounts are decimals in major units. */
export function minor(amount: unknown, raw: Raw): number | null {
  return toMinor(amount, currencyOf(raw));
}

export function money(amount: unknown, raw: Raw): Money {
  return { amountMinor: minor(amount, raw), currency: currencyOf(raw) };
}

export function createdAt(raw: Raw): string | null {
  return isoTime(asRecord(raw.MetaData).CreateTime);
}

/** Absent means that it never was anything else. */
export function isActive(raw: Raw): boolean {
  return raw.Active !== false;
}

/** What a transaction settles or comes from, by kind: `Invoice`, `Payment`, `SalesReceipt`. */
export function linkedIds(raw: Raw, ...types: readonly string[]): string[] {
  const links = [...items(raw.Line).flatMap((line) => items(line.LinkedTxn)), ...items(raw.LinkedTxn)];
  const ids = links.filter(({ TxnType }) => types.includes(text(TxnType) ?? '')).map(({ TxnId }) => text(TxnId));
  return [...new Set(ids.filter((id) => id !== null))];
}

export const address = addressReader({
  line1: 'Line1',
  line2: 'Line2',
  city: 'City',
  region: 'CountrySubDivisionCode',
  postalCode: 'PostalCode',
  country: 'Country',
});

export function email(value: unknown): string | null {
  return text(asRecord(value).Address);
}

export function phone(value: unknown): string | null {
  return text(asRecord(value).FreeFormNumber);
}

export function fullName(raw: Raw): string | null {
  const parts = [raw.GivenName, raw.MiddleName, raw.FamilyName].map(text).filter(Boolean);
  return text(raw.DisplayName) ?? text(raw.CompanyName) ?? (parts.join(' ') || null);
}
