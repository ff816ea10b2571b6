import type { Tag } from '../dataset/audience.objects.js';
import { fullName, uniqueEmailId } from '../dataset/contact.objects.js';
import { subscriberHash, timestamp } from '../dataset/dataset.js';
import { isContactStatus, type MailchimpObject } from '../mailchimp.stream.js';

/** What anybody may change of a contact; everything else follows from it. */
const SETTABLE = [
  'email_type',
  'language',
  'vip',
  'location',
  'ip_signup',
  'ip_opt',
  'sms_phone_number',
  'sms_subscription_status',
  'interests',
  'marketing_permissions',
  'source',
];

/** When the contact agreed or signed up, which a program may know better than Mailchimp. */
const TIMES = ['timestamp_opt', 'timestamp_signup'];

/** Lays a change over a contact, leaving the contact itself alone. */
export function patchedContact(before: MailchimpObject, patch: MailchimpObject, at: number): MailchimpObject {
  const after: MailchimpObject = { ...before };
  for (const field of SETTABLE) if (patch[field] !== undefined) after[field] = patch[field];
  if (typeof patch.email_address === 'string') readdress(after, patch.email_address);
  if (isFields(patch.merge_fields)) {
    const merges = { ...(before.merge_fields as MailchimpObject), ...patch.merge_fields };
    after.merge_fields = merges;
    after.full_name = fullName(merges);
  }
  if (isContactStatus(patch.status) && patch.status !== before.status) {
    after.status = patch.status;
    if (patch.status === 'subscribed') after.timestamp_opt = timestamp(at);
    if (patch.status === 'unsubscribed') after.unsubscribe_reason = patch.unsubscribe_reason ?? 'None given';
    else delete after.unsubscribe_reason;
  }
  for (const field of TIMES) if (isTime(patch[field])) after[field] = timestamp(Date.parse(patch[field]) / 1000);
  return after;
}

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

export function withTags(contact: MailchimpObject, tags: readonly Tag[]): MailchimpObject {
  return { ...contact, tags, tags_count: tags.length };
}

export function sameContact(one: MailchimpObject, other: MailchimpObject): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A new address is a new hash and a new short id; the contact id stays. */
function readdress(contact: MailchimpObject, email: string): void {
  contact.email_address = email;
  contact.id = subscriberHash(email);
  contact.unique_email_id = uniqueEmailId(String(contact.list_id), email);
}

export function isFields(value: unknown): value is MailchimpObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
