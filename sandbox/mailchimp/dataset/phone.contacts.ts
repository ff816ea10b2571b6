import { createHash } from 'node:crypto';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { AudienceFacts } from './contact.facts.js';
import { timestamp } from './dataset.js';
import { firstName, lastName } from './person.words.js';

/** One of so many contacts has a phone number only, beside those who have an address. */
const SHARE = 100;
/** Behind the indexes of all other contacts. */
const FIRST = 3_000_000;

export const phoneContactCount = (facts: AudienceFacts): number => Math.ceil(facts.count / SHARE);

interface PhoneContact {
  id: string;
  audienceId: string;
  phone: string;
  status: string;
  merges: MailchimpObject;
  at: number;
}

/** A contact in the form of the list of an audience. */
export function phoneContact({ id, audienceId, phone, status, merges, at }: PhoneContact): MailchimpObject {
  const consent = status === 'subscribed' ? 'confirmed' : 'unknown';
  return {
    id,
    audience_id: audienceId,
    language: 'en',
    status: 'active',
    sms_channel: {
      sms_phone: phone,
      hashed_sms_phone: createHash('sha256').update(phone).digest('hex'),
      effective_subscription_status: { value: status },
      marketing_consent: {
        status: consent,
        ...(consent === 'confirmed' && { captured_at: timestamp(at) }),
        source: { name: 'API' },
      },
      source: { name: 'API' },
    },
    merge_fields: merges,
    tags: [],
    source: { name: 'API' },
    created_at: timestamp(at),
    last_updated_at: timestamp(at),
  };
}

export function originalPhoneContact(facts: AudienceFacts, audienceId: string, index: number): MailchimpObject {
  const hash = facts.hash(FIRST + index, 24);
  return phoneContact({
    id: facts.hex(FIRST + index, 25, 32).toUpperCase(),
    audienceId,
    phone: `+1512${2_000_000 + (hash % 6_999_999)}`,
    status: hash % 4 === 0 ? 'unsubscribed' : 'subscribed',
    merges: { FNAME: firstName(hash), LNAME: lastName(hash) },
    at: facts.data.time(0.9 * ((hash % 1000) / 1000)),
  });
}

/** A member as the list of an audience shows it: there its id is that of the contact, in capitals. */
export function asAudienceContact(member: MailchimpObject): MailchimpObject {
  const { status, sms_phone_number: phone, sms_subscription_status } = member;
  const isPlain = status === 'subscribed' || status === 'unsubscribed' || status === 'pending';
  const source = { name: member.source };
  return {
    id: String(member.contact_id).toUpperCase(),
    audience_id: member.list_id,
    language: member.language,
    status: status === 'archived' ? 'archived' : 'active',
    email_channel: {
      email: member.email_address,
      hashed_email: member.id,
      effective_subscription_status: { value: isPlain ? status : 'nonsubscribed' },
      marketing_consent: { status: status === 'subscribed' ? 'consented' : 'unknown', source },
      source,
    },
    ...(phone !== '' && {
      sms_channel: { sms_phone: phone, effective_subscription_status: { value: sms_subscription_status }, source },
    }),
    merge_fields: member.merge_fields,
    tags: (member.tags as { name: string }[]).map(({ name }) => name),
    source,
    created_at: member.timestamp_signup || member.timestamp_opt || member.last_changed,
    last_updated_at: member.last_changed,
  };
}
