import { asRecord, integer, isoTime, items, text } from '../../kit/fields.js';
import { filled, fullName } from './mailchimp.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

export const audiences: Mapper<'audience'> = (raw) => {
  const stats = asRecord(raw.stats);
  return {
    name: filled(raw.name),
    memberCount: integer(stats.member_count),
    unsubscribeCount: integer(stats.unsubscribe_count),
    createdAt: isoTime(raw.date_created),
  };
};

export const contacts: Mapper<'contact'> = (raw) => {
  const fields = asRecord(raw.merge_fields);
  return {
    audienceId: text(raw.list_id),
    email: filled(raw.email_address),
    name: filled(raw.full_name) ?? fullName(fields.FNAME, fields.LNAME),
    phone: filled(fields.PHONE) ?? filled(raw.sms_phone_number),
    status: text(raw.status),
    tags: items(raw.tags).flatMap(({ name }) => filled(name) ?? []),
    fields: { ...fields },
    language: filled(raw.language),
    optedInAt: isoTime(raw.timestamp_opt),
    // Who was imported never signed up.
    createdAt: isoTime(raw.timestamp_signup) ?? isoTime(raw.timestamp_opt),
  };
};

export const segments: Mapper<'segment'> = (raw) => ({
  audienceId: text(raw.list_id),
  name: filled(raw.name),
  kind: text(raw.type),
  memberCount: integer(raw.member_count),
  createdAt: isoTime(raw.created_at),
});
