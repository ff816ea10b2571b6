import type Stripe from 'stripe';
import type { ItemBody } from '../../push.port.js';

/** Parameters of a customer that a contact has a say in. */
export type CustomerParams = Pick<Stripe.CustomerUpdateParams, 'email' | 'name' | 'phone' | 'address'>;

type Contact = ItemBody<'contacts'>;

/** What a contact says, in Stripe's names. `null`: it is cleared. Absent: the platform says nothing of it. */
export interface CustomerFields {
  email?: string | null;
  name?: string | null;
  phone?: string | null;
  address?: Record<string, string> | null;
}

export const NO_FIELDS: CustomerFields = { email: null, name: null, phone: null, address: null };

const LONGEST_PHONE = 20;
/** What a number is written with for reading only. */
const PHONE_FORMAT = /[\s().\-/]+/g;

const ADDRESS_FIELDS = [
  ['line1', 'line1'],
  ['line2', 'line2'],
  ['city', 'city'],
  ['state', 'region'],
  ['postal_code', 'postalCode'],
  ['country', 'country'],
] as const;

export function customerFields({ email, firstName, lastName, phone, address }: Contact): CustomerFields {
  const isNamed = firstName !== undefined || lastName !== undefined;
  const number = phone === undefined ? undefined : phoneOf(phone ?? '');
  return {
    email,
    ...(isNamed && { name: [firstName, lastName].filter((part) => !isEmpty(part)).join(' ') || null }),
    ...(number !== undefined && { phone: number }),
    ...(address !== undefined && { address: address && addressOf(address) }),
  };
}

/** What has a value. Stripe refuses to clear what is not there yet. */
export function givenParams({ address, ...fields }: CustomerFields): CustomerParams {
  const given = Object.entries(fields).filter(([, value]) => !isEmpty(value));
  const parts = Object.entries(address ?? {}).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(given), ...(parts.length > 0 && { address: Object.fromEntries(parts) }) };
}

/** An empty text clears a field. */
export function changedParams({ address, ...fields }: CustomerFields): CustomerParams {
  const given = Object.entries(fields).map(([name, value]: [string, string | null]) => [name, value ?? '']);
  return { ...(Object.fromEntries(given) as CustomerParams), ...(address !== undefined && { address: address ?? '' }) };
}

export const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** @returns `undefined` where it is too long however it is written: a part of a number would be another number */
function phoneOf(given: string): string | null | undefined {
  const phone = given.trim();
  if (phone.length <= LONGEST_PHONE) return phone || null;
  const digits = phone.replaceAll(PHONE_FORMAT, '');
  return digits.length <= LONGEST_PHONE ? digits : undefined;
}

function addressOf(address: NonNullable<Contact['address']>): Record<string, string> {
  return Object.fromEntries(ADDRESS_FIELDS.map(([name, of]) => [name, address[of] ?? '']));
}
