import type { MailchimpObject } from '../mailchimp.stream.js';
import { chosenInterests, marketingPermissions } from './audience.fields.js';
import type { Tag } from './audience.objects.js';
import type { AudienceFacts } from './contact.facts.js';
import { subscriberHash, timestamp } from './dataset.js';
import { firstName, lastName, mergeAddress } from './person.words.js';

/** The short id that Mailchimp's webhooks call `data[id]`; like the hash it follows the address. */
export const uniqueEmailId = (listId: string, email: string): string =>
  subscriberHash(`${listId} ${email}`).slice(0, 10);

export function fullName(merges: Record<string, unknown>): string {
  return [merges.FNAME, merges.LNAME].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

/** A contact as it would look right after it was added. */
export function newContact(listId: string, email: string, contactId: string, webId: number): MailchimpObject {
  return {
    id: subscriberHash(email),
    email_address: email,
    unique_email_id: uniqueEmailId(listId, email),
    contact_id: contactId,
    full_name: '',
    web_id: webId,
    email_type: 'html',
    status: 'subscribed',
    consents_to_one_to_one_messaging: true,
    sms_phone_number: '',
    sms_subscription_status: 'nonsubscribed',
    sms_subscription_last_updated: '',
    merge_fields: { FNAME: '', LNAME: '', ADDRESS: '', PHONE: '', BIRTHDAY: '' },
    interests: {},
    stats: { avg_open_rate: 0, avg_click_rate: 0 },
    ip_signup: '',
    timestamp_signup: '',
    ip_opt: '',
    timestamp_opt: '',
    member_rating: 2,
    last_changed: '',
    language: '',
    vip: false,
    email_client: '',
    location: { latitude: 0, longitude: 0, gmtoff: 0, dstoff: 0, country_code: '', timezone: '', region: '' },
    source: 'API - Generic',
    tags_count: 0,
    tags: [],
    list_id: listId,
  };
}

export function contact(audience: AudienceFacts, listId: string, tags: readonly Tag[], index: number): MailchimpObject {
  const facts = audience.facts(index);
  const hash = audience.hash(index, 22);
  const carried = tags.filter((_, bit) => (facts.tags & (1 << bit)) !== 0);
  const webId = 400_000_000 + audience.index * 2 ** 21 + index;
  const object = newContact(listId, audience.email(index), audience.contactId(index), webId);
  const merges = {
    FNAME: firstName(hash),
    LNAME: hash % 9 === 0 ? '' : lastName(hash),
    ADDRESS: hash % 4 === 0 ? mergeAddress(hash) : '',
    PHONE: hash % 3 === 0 ? `+1512${1_000_000 + (hash % 8_999_999)}` : '',
    BIRTHDAY: hash % 7 === 0 ? `${pad(1 + (hash % 12))}/${pad(1 + (hash % 28))}` : '',
  };
  const isForm = facts.signedUpAt > 0;
  const ip = `198.51.100.${hash % 250}`;
  object.full_name = fullName(merges);
  object.email_type = hash % 19 === 0 ? 'text' : 'html';
  object.status = facts.status;
  object.merge_fields = merges;
  object.stats = { avg_open_rate: (hash % 1000) / 1000, avg_click_rate: (hash % 300) / 1000 };
  object.ip_signup = isForm ? ip : '';
  object.timestamp_signup = isForm ? timestamp(facts.signedUpAt) : '';
  object.ip_opt = facts.optedInAt > 0 ? ip : '';
  object.timestamp_opt = facts.optedInAt > 0 ? timestamp(facts.optedInAt) : '';
  object.interests = chosenInterests(audience.data, audience.index, hash >>> 2);
  if (audience.index % 2 === 1) {
    object.marketing_permissions = marketingPermissions(audience.data, audience.index, hash >>> 5);
  }
  if (hash % 8 === 0) {
    object.sms_phone_number = `+1512${3_000_000 + (hash % 5_999_999)}`;
    object.sms_subscription_status = hash % 16 === 0 ? 'subscribed' : 'unsubscribed';
    object.sms_subscription_last_updated = timestamp(facts.createdAt);
  }
  object.member_rating = 1 + (hash % 5);
  object.last_changed = timestamp(facts.changedAt);
  object.language = hash % 6 === 0 ? 'fr' : 'en';
  object.vip = hash % 97 === 0;
  object.source = isForm ? 'Hosted Signup Form' : 'Import';
  object.tags_count = carried.length;
  object.tags = carried.map(({ id, name }) => ({ id, name }));
  if (facts.status === 'unsubscribed') object.unsubscribe_reason = unsubscribeReason(hash);
  return object;
}

export function unsubscribeReason(hash: number): string {
  return ['N/A (Unsubscribed by an admin)', 'No longer interested', 'None given', 'Spammy content'][hash % 4]!;
}

const pad = (value: number): string => String(value).padStart(2, '0');
