import { asRecord, isObject } from '../../kit/fields.js';
import type { ItemBody } from '../../push.port.js';
import type { SquareObject } from './square.push-objects.js';

type Contact = ItemBody<'contacts'>;
type Address = NonNullable<Contact['address']>;

/** Fields of a customer by Square's names. `null`: it is cleared. */
export type CustomerFields = Readonly<Record<string, unknown>>;

const SEPARATORS = /[\s().\-/]/g;
/** https://developer.squareup.com/docs/customers-api/use-the-api/keep-records#phone-number */
const PHONE = /^\+?\d{9,16}$/;

/** All that Square gets to know of a person. */
export const FORGOTTEN: CustomerFields = {
  given_name: null,
  family_name: null,
  email_address: null,
  phone_number: null,
  address: null,
};

/** An absent field is left unchanged, `null` clears it. */
export function customerFields({ firstName, lastName, email, phone, address }: Contact): CustomerFields {
  return defined({
    given_name: orNull(firstName),
    family_name: orNull(lastName),
    email_address: email,
    phone_number: phoneNumber(phone),
    address: address && squareAddress(address),
  });
}

/** Without what is cleared, in the address too: there is nothing to clear in a new customer. */
export function filled(fields: CustomerFields): CustomerFields {
  const entries = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, isObject(value) ? filled(value) : value]));
}

/** Those of the fields that the customer has not. */
export function emptyIn(customer: SquareObject, fields: CustomerFields): CustomerFields {
  return Object.fromEntries(Object.entries(filled(fields)).filter(([name]) => isEmpty(customer[name])));
}

/** Whether the customer says all of it already. */
export function says(customer: SquareObject, fields: CustomerFields): boolean {
  return Object.entries(fields).every(([name, value]) => areSame(customer[name], value));
}

/** Square takes 9 to 16 digits. A number that cannot be one is left out, and what is there stays. */
function phoneNumber(phone: string | null | undefined): string | null | undefined {
  if (phone === undefined) return undefined;
  const digits = (phone ?? '').replace(SEPARATORS, '');
  if (digits === '') return null;
  return PHONE.test(digits) ? digits : undefined;
}

function squareAddress({ line1, line2, city, region, postalCode, country }: Address): SquareObject {
  return {
    address_line_1: line1,
    address_line_2: orNull(line2) ?? null,
    locality: city,
    administrative_district_level_1: orNull(region) ?? null,
    postal_code: orNull(postalCode) ?? null,
    country,
  };
}

function areSame(there: unknown, wanted: unknown): boolean {
  if (isEmpty(wanted)) return isEmpty(there);
  if (!isObject(wanted)) return there === wanted;
  return says(asRecord(there), asRecord(wanted));
}

function isEmpty(value: unknown): boolean {
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === '';
}

const orNull = (value: string | null | undefined): string | null | undefined => (value === '' ? null : value);

function defined(fields: SquareObject): CustomerFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
