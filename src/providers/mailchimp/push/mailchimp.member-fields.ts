import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../kit/fields.js';
import type { Contact } from './mailchimp.contact.js';

type Fields = Record<string, unknown>;

/** Merge fields that every audience has at first, by the field of a contact. */
const NAMED = [
  ['firstName', 'FNAME'],
  ['lastName', 'LNAME'],
  ['phone', 'PHONE'],
] as const;

/** An absent field is left as it is, `null` clears it. */
export function mergeFieldsOf({ body }: Contact): Fields {
  const fields: Fields = {};
  for (const [name, tag] of NAMED) {
    if (body[name] !== undefined) fields[tag] = body[name] ?? '';
  }
  const address = addressOf(body.address);
  if (address !== undefined) fields.ADDRESS = address;
  return fields;
}

/** Whether the member has these fields already. What its audience has no field for would be ignored. */
export function hasFields(member: Readonly<Fields>, fields: Readonly<Fields>): boolean {
  const known = member.merge_fields;
  if (!isObject(known)) return Object.keys(fields).length === 0;
  return Object.entries(fields).every(([tag, value]) => known[tag] === undefined || isSame(known[tag], value));
}

/** Mailchimp takes no address without a region and a postal code. */
function addressOf(address: Contact['body']['address']): Fields | '' | undefined {
  if (address === null) return '';
  if (!address?.region || !address.postalCode) return undefined;
  const { line1, line2, city, region, postalCode, country } = address;
  return { addr1: line1, addr2: line2 ?? '', city, state: region, zip: postalCode, country };
}

function isSame(known: unknown, value: unknown): boolean {
  if (isObject(known) && isObject(value)) {
    return Object.entries(value).every(([part, wanted]) => isDeepStrictEqual(known[part], wanted));
  }
  return String(known) === String(value);
}
