import { asRecord, decimal, flag, integer, isoTime, items, text } from '../../kit/fields.js';
import { isAudienceContact } from './mailchimp.contact-key.js';
import { filled, fullName } from './mailchimp.fields.js';
import type { Mapper } from '../../kit/normaliser.js';
import type { Shapes } from '../../shapes.js';

type Raw = Record<string, unknown>;

export const audiences: Mapper<'audience'> = (raw) => {
  const stats = asRecord(raw.stats);
  return {
    name: filled(raw.name),
    memberCount: integer(stats.member_count),
    unsubscribeCount: integer(stats.unsubscribe_count),
    createdAt: isoTime(raw.date_created),
  };
};

/** Mailchimp gives no time of its creation, as of an interest. */
export const merge_fields: Mapper<'contact_field'> = (raw) => ({
  audienceId: text(raw.list_id),
  name: filled(raw.name),
  tag: filled(raw.tag),
  kind: filled(raw.type),
  required: flag(raw.required),
  createdAt: null,
});

export const interests: Mapper<'interest'> = (raw) => ({
  audienceId: text(raw.list_id),
  categoryId: filled(raw.category_id),
  name: filled(raw.name),
  // As text, in this one place.
  memberCount: integer(decimal(raw.subscriber_count)),
  createdAt: null,
});

export const contacts: Mapper<'contact'> = (raw) => (isAudienceContact(raw) ? audienceContact(raw) : member(raw));

/** https://mailchimp.com/developer/marketing/api/list-members/ */
function member(raw: Raw): Shapes['contact'] {
  const fields = asRecord(raw.merge_fields);
  return {
    audienceId: text(raw.list_id),
    email: filled(raw.email_address),
    name: filled(raw.full_name) ?? fullName(fields.FNAME, fields.LNAME),
    phone: filled(fields.PHONE) ?? filled(raw.sms_phone_number),
    status: text(raw.status),
    smsStatus: filled(raw.sms_subscription_status),
    smsPhone: filled(raw.sms_phone_number),
    permissions: permissions(raw.marketing_permissions),
    interests: chosen(raw.interests),
    tags: tags(raw.tags),
    fields: { ...fields },
    language: filled(raw.language),
    optedInAt: isoTime(raw.timestamp_opt),
    // Who was imported never signed up.
    createdAt: isoTime(raw.timestamp_signup) ?? isoTime(raw.timestamp_opt),
  };
}

/** https://mailchimp.com/developer/marketing/docs/audiences-introduction/ */
function audienceContact(raw: Raw): Shapes['contact'] {
  const fields = asRecord(raw.merge_fields);
  const [byEmail, bySms] = [asRecord(raw.email_channel), asRecord(raw.sms_channel)];
  const consentAt = (channel: Raw) => isoTime(asRecord(channel.marketing_consent).captured_at);
  return {
    audienceId: text(raw.audience_id),
    email: filled(byEmail.email),
    name: fullName(fields.FNAME, fields.LNAME),
    phone: filled(fields.PHONE) ?? filled(bySms.sms_phone),
    status: raw.status === 'archived' ? 'archived' : emailStatus(effectiveStatus(byEmail)),
    smsStatus: effectiveStatus(bySms),
    smsPhone: filled(bySms.sms_phone),
    permissions: permissions(raw.marketing_permissions),
    interests: chosen(raw.interests),
    tags: tags(raw.tags),
    fields: { ...fields },
    language: filled(raw.language),
    optedInAt: consentAt(byEmail) ?? consentAt(bySms),
    createdAt: isoTime(raw.created_at),
  };
}

export const segments: Mapper<'segment'> = (raw) => ({
  audienceId: text(raw.list_id),
  name: filled(raw.name),
  kind: text(raw.type),
  memberCount: integer(raw.member_count),
  createdAt: isoTime(raw.created_at),
});

const effectiveStatus = (channel: Raw): string | null => filled(asRecord(channel.effective_subscription_status).value);

/** Who may only be sent what they have asked for is called `transactional` among the members of a list. */
const emailStatus = (status: string | null): string | null => (status === 'nonsubscribed' ? 'transactional' : status);

/** Those of the GDPR: the audience words them. */
function permissions(value: unknown) {
  return items(value).flatMap(({ marketing_permission_id: id, text: name, enabled }) => {
    const known = filled(id);
    return known === null ? [] : [{ id: known, name: filled(name), granted: flag(enabled) }];
  });
}

/** By id, whether it was chosen. */
function chosen(value: unknown): string[] {
  return Object.entries(asRecord(value)).flatMap(([id, isChosen]) => (isChosen === true ? [id] : []));
}

/** Of a member they have ids, of an audience's contact they are names. */
function tags(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((tag: unknown) => filled(tag) ?? filled(asRecord(tag).name) ?? []) : [];
}
