import { asRecord, isObject, text } from '../../kit/fields.js';
import type { Desired, KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import { NOTHING, skipped, type Draft } from './stripe.push-draft.js';
import { HUB_REF, hubMetadata } from './stripe.push-metadata.js';
import { isAdoptChosen } from './stripe.push-rules.js';

export const CUSTOMER = 'customer';

const LONGEST_PHONE = 20;
/** What a number is written with for reading only. */
const PHONE_FORMAT = /[\s().\-/]+/g;

/** In Stripe's names. `null` or empty: cleared. Absent: the platform says nothing of it. */
interface Fields {
  email?: string | null;
  name?: string | null;
  phone?: string | null;
  address?: Record<string, string> | null;
}

const ADDRESS_FIELDS = {
  line1: 'line1',
  line2: 'line2',
  city: 'city',
  state: 'region',
  postal_code: 'postalCode',
  country: 'country',
} as const;

export function planCustomer({ entity, platformId }: PushedItem): readonly Desired[] {
  if (entity !== 'contacts') return [];
  return [{ target: CUSTOMER, subject: platformId, part: '', needs: [], reads: [] }];
}

export function draftCustomer({ items, rules, reference }: PushIntent, known: KnownObject | null): Draft {
  const [item] = items;
  // The contact has left for another venue. Payments may still name the customer.
  if (!item) return NOTHING;
  const { body, platformId } = item;
  if (body.erase === true) return erase(known);
  if (!isAdoptChosen(rules)) return NOT_CHOSEN;
  if (text(body.deletedAt) !== null) return known ? NOTHING : DELETED;
  const fields = fieldsOf(body);
  if (known?.origin === 'adopted') return fill(known, fields);
  const metadata = hubMetadata({ [HUB_REF]: reference, hub_contact_id: platformId, hub_venue_id: body.venueId });
  const content = JSON.stringify({ ...fields, metadata });
  return known ? update(known.externalId, fields, metadata, content) : create(fields, metadata, content);
}

function create(fields: Fields, metadata: Record<string, string>, content: string): Draft {
  const params = { ...givenOf(fields), metadata };
  return {
    kind: 'call',
    change: 'create',
    content,
    invoke: (stripe, options) => stripe.customers.create(params, options),
  };
}

function update(id: string, fields: Fields, metadata: Record<string, string>, content: string): Draft {
  const params = { ...clearing(fields), ...(Object.keys(metadata).length > 0 && { metadata }) };
  return {
    kind: 'call',
    change: 'update',
    content,
    invoke: (stripe, options) => stripe.customers.update(id, params, options),
  };
}

/** What a person has entered is theirs: only what is empty is filled, and nothing is cleared. */
function fill({ externalId, object }: KnownObject, fields: Fields): Draft {
  const missing = Object.entries(givenOf(fields)).filter(([name]) => isEmpty(object?.[name]));
  if (missing.length === 0) return NOTHING;
  const empty = Object.fromEntries(missing) as Fields;
  return update(externalId, empty, {}, JSON.stringify(empty));
}

function erase(known: KnownObject | null): Draft {
  if (!known) return ERASED;
  if (known.origin === 'adopted') {
    const message = `The customer ${known.externalId} was there before it was linked. Erase it at Stripe`;
    return skipped('adopted', message);
  }
  const fields: Fields = { email: null, name: null, phone: null, address: null };
  return update(known.externalId, fields, {}, JSON.stringify(fields));
}

function fieldsOf(body: PushedItem['body']): Fields {
  const { email, firstName, lastName, phone, address } = body;
  const isNamed = firstName !== undefined || lastName !== undefined;
  const number = phone === undefined ? undefined : phoneOf(text(phone) ?? '');
  return {
    email: text(email),
    ...(isNamed && { name: [firstName, lastName].filter((part) => !isEmpty(part)).join(' ') || null }),
    ...(number !== undefined && { phone: number }),
    ...(address !== undefined && { address: addressOf(address) }),
  };
}

/** @returns `undefined` where it is too long however it is written: a part of a number would be another number */
function phoneOf(given: string): string | null | undefined {
  const phone = given.trim();
  if (phone.length <= LONGEST_PHONE) return phone || null;
  const digits = phone.replaceAll(PHONE_FORMAT, '');
  return digits.length <= LONGEST_PHONE ? digits : undefined;
}

function addressOf(address: unknown): Record<string, string> | null {
  if (!isObject(address)) return null;
  const parts = Object.entries(ADDRESS_FIELDS).map(([name, of]) => [name, text(asRecord(address)[of]) ?? '']);
  return Object.fromEntries(parts) as Record<string, string>;
}

/** What has a value. Stripe refuses to clear what is not there yet. */
function givenOf({ address, ...fields }: Fields): Record<string, string | Record<string, string>> {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => !isEmpty(entry[1]));
  const parts = Object.entries(address ?? {}).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(given), ...(parts.length > 0 && { address: Object.fromEntries(parts) }) };
}

/** An empty text clears a field. */
function clearing({ address, ...fields }: Fields): Record<string, string> & { address?: '' | Record<string, string> } {
  const given = Object.entries(fields).map(([name, value]) => [name, value ?? '']);
  return { ...(Object.fromEntries(given) as Record<string, string>), ...(address !== undefined && { address: address ?? '' }) };
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const NOT_CHOSEN = skipped('rule_off', 'Contacts are pushed only if customers are adopted by e-mail; choose `adopt`');
const DELETED = skipped('status', 'The contact was deleted before a customer was made of it');
const ERASED = skipped('status', 'The contact is to be erased, and no customer was made of it');
