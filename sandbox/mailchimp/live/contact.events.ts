import type { MailchimpObject } from '../mailchimp.stream.js';
import { audienceEvent, contactData, type AudienceEvent } from '../webhooks/audience.event.js';

interface Occasion {
  at: number;
  /** The campaign by which the contact left or bounced. */
  campaignId?: string | undefined;
}

const REPORTED = ['merge_fields', 'email_type', 'language'];

/** What Mailchimp reports about a change. It does not report tags, ratings and VIP marks. */
export function contactEvents(before: MailchimpObject, after: MailchimpObject, occasion: Occasion): AudienceEvent[] {
  const { at } = occasion;
  const events: AudienceEvent[] = [];
  if (before.id !== after.id) {
    const { list_id, unique_email_id: new_id, email_address: new_email } = after;
    events.push(audienceEvent('upemail', at, { list_id, new_id, new_email, old_email: before.email_address }));
  }
  const transition = before.status === after.status ? undefined : statusEvent(after, occasion);
  if (transition) events.push(transition);
  else if (REPORTED.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))) {
    events.push(audienceEvent('profile', at, contactData(after)));
  }
  return [...events, ...smsEvents(smsState(before), smsState(after), at)];
}

interface SmsState {
  list_id: unknown;
  contact_id: unknown;
  email: unknown;
  phone: unknown;
  status: unknown;
}

/** What Mailchimp reports about a phone number and the consent to write to it. */
export function smsEvents(before: SmsState, after: SmsState, at: number): AudienceEvent[] {
  const { list_id, contact_id, email = '', phone: sms_phone_number } = after;
  const data = { list_id, contact_id, email, sms_phone_number };
  const events: AudienceEvent[] = [];
  if (before.phone !== after.phone && before.phone) {
    events.push(audienceEvent('upsms', at, { ...data, new_phone: after.phone, old_phone: before.phone }));
  }
  if (before.status === after.status) return events;
  if (after.status === 'subscribed') events.push(audienceEvent('sms_subscribe', at, data));
  if (after.status === 'unsubscribed') events.push(audienceEvent('sms_unsubscribe', at, data));
  return events;
}

function smsState(contact: MailchimpObject): SmsState {
  const { list_id, contact_id, email_address, sms_phone_number, sms_subscription_status } = contact;
  return { list_id, contact_id, email: email_address, phone: sms_phone_number, status: sms_subscription_status };
}

/** Of a contact in the form of the list of an audience. */
export function phoneState(contact: MailchimpObject): SmsState {
  const { sms_phone, effective_subscription_status } = contact.sms_channel as MailchimpObject;
  const { value: status } = effective_subscription_status as MailchimpObject;
  return { list_id: contact.audience_id, contact_id: contact.id, email: '', phone: sms_phone, status };
}

export function arrivalEvents(contact: MailchimpObject, at: number): AudienceEvent[] {
  if (contact.status !== 'subscribed') return [];
  return [audienceEvent('subscribe', at, { ...contactData(contact), ip_signup: contact.ip_signup })];
}

/** Archiving in Mailchimp's pages is told as a deletion, since that is what it was called when webhooks were made. */
export function goneEvent(contact: MailchimpObject, at: number): AudienceEvent {
  return audienceEvent('unsubscribe', at, { action: 'delete', reason: 'manual', ...contactData(contact) });
}

function statusEvent(contact: MailchimpObject, { at, campaignId }: Occasion): AudienceEvent | undefined {
  const by = campaignId === undefined ? {} : { campaign_id: campaignId };
  switch (contact.status) {
    case 'subscribed':
      return arrivalEvents(contact, at)[0];
    case 'unsubscribed': {
      const reason = /abuse|spam/i.test(String(contact.unsubscribe_reason)) ? 'abuse' : 'manual';
      return audienceEvent('unsubscribe', at, { action: 'unsub', reason, ...contactData(contact), ...by });
    }
    case 'archived':
      return goneEvent(contact, at);
    case 'cleaned': {
      const { list_id, email_address: email } = contact;
      return audienceEvent('cleaned', at, { list_id, ...by, reason: 'hard', email });
    }
    default:
      return undefined;
  }
}
