import { addressReader } from '../../kit/address.js';
import { currencyCode, toMinor } from '../../kit/currency.js';
import { asRecord, isoTime, text } from '../../kit/fields.js';
import type { Money } from '../../shapes/values.js';

type Raw = Readonly<Record<string, unknown>>;

/** A reference to another object: `{ value, name }`. */
export function refId(reference: unknown): string | null {
  return text(asRecord(reference).value) || null;
}

/** What a reference calls its object. */
export function refName(reference: unknown): string | null {
  return withoutMark(text(asRecord(reference).name));
}

/** `null` where the company has one currency only, and its preferences are not known: see `quickbooks.shapes.ts`. */
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

/**
 * QuickBooks deletes what has a name by making it inactive, and adds ` (deleted)` to the name, so that the name can be
 * given again; within a full name, to each part.
 */
export function nameOf(raw: Raw, ...fields: readonly string[]): string | null {
  const name = fields.map((field) => text(raw[field])).find(Boolean) ?? null;
  return isActive(raw) ? name : withoutMark(name);
}

function withoutMark(name: string | null): string | null {
  return name?.replace(/ \(deleted(?:[ -]\d+)?\)(?=:|$)/gi, '') ?? null;
}

/** A voided transaction has lost its amounts and says so in its note. */
export function isVoided(raw: Raw): boolean {
  return raw.TotalAmt === 0 && /^voided/i.test(text(raw.PrivateNote) ?? '');
}

export const address = addressReader({
  line1: 'Line1',
  line2: 'Line2',
  city: 'City',
  region: 'CountrySubDivisionCode',
  postalCode: 'PostalCode',
  country: ['Country', 'CountryCode'],
});

export function email(value: unknown): string | null {
  return text(asRecord(value).Address);
}

export function phone(...values: readonly unknown[]): string | null {
  return values.map((value) => text(asRecord(value).FreeFormNumber)).find(Boolean) ?? null;
}

export function fullName(raw: Raw): string | null {
  const parts = [raw.GivenName, raw.MiddleName, raw.FamilyName].map(text).filter(Boolean);
  return nameOf(raw, 'DisplayName', 'CompanyName') ?? (parts.join(' ') || null);
}
