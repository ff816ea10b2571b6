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
  return events;
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
