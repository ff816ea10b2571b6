import { createHash } from 'node:crypto';
import { asRecord, firstText, text } from '../../kit/fields.js';

type Raw = Record<string, unknown>;

/** https://mailchimp.com/developer/marketing/docs/methods-parameters/#path-parameters */
export function subscriberHash(email: string): string {
  return createHash('md5').update(email.toLowerCase()).digest('hex');
}

/** The hash of an empty address. It names no person: any contact without an address may carry it. */
const NO_ADDRESS_HASH = subscriberHash('');

/**
 * What names a contact within its audience: the hash of its address, and its `contact_id` where it has only a phone
 * number. How `id` is rendered without an address is not documented: it may be empty, null, or the hash of nothing.
 * https://mailchimp.com/developer/marketing/api/list-members/
 */
export function contactKey(contact: Raw): string | null {
  if (isAudienceContact(contact)) return emailHash(contact) ?? filledText(contact.id);
  const email = emailOf(contact);
  const hash = hashOf(contact.id);
  // Where the address is left out of the answer, the hash is all there is.
  if (email !== null || contact.email_address === undefined) {
    return hash ?? (email === null ? contactIdOf(contact) : subscriberHash(email));
  }
  return contactIdOf(contact);
}

/** Of those who left by a campaign or have read it: such rows have no other name than the hash of the address. */
export function recipientKey({ email_id: hash }: Raw): string | null {
  return hashOf(hash);
}

/** The id that a contact keeps when its address changes. */
export function contactIdOf(contact: Raw): string | null {
  return filledText(isAudienceContact(contact) ? contact.id : contact.contact_id);
}

/** A contact that can be reached by phone only. */
export function isPhoneOnly(contact: Raw): boolean {
  const key = contactKey(contact);
  return key !== null && key === contactIdOf(contact) && emailOf(contact) === null;
}

/** Whether it is of the list of an audience's contacts, whose objects have another form than members of a list. */
export function isAudienceContact(contact: Raw): boolean {
  return ['audience_id', 'email_channel', 'sms_channel'].some((field) => contact[field] !== undefined);
}

function emailOf(contact: Raw): string | null {
  return filledText(isAudienceContact(contact) ? asRecord(contact.email_channel).email : contact.email_address);
}

function emailHash(contact: Raw): string | null {
  const email = emailOf(contact);
  return email === null ? null : (hashOf(asRecord(contact.email_channel).hashed_email) ?? subscriberHash(email));
}

function hashOf(value: unknown): string | null {
  const hash = filledText(value);
  return hash === null || hash.toLowerCase() === NO_ADDRESS_HASH ? null : hash;
}

/** Spaces alone are no name. */
function filledText(value: unknown): string | null {
  return text(value)?.trim() ? firstText(value) : null;
}
