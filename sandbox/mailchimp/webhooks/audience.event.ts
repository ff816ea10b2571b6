import type { MailchimpObject } from '../mailchimp.stream.js';

export const EVENT_TYPES = [
  'subscribe',
  'unsubscribe',
  'profile',
  'cleaned',
  'upemail',
  'campaign',
  'sms_subscribe',
  'sms_unsubscribe',
  'upsms',
  'sms_campaign',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Who made a change: the contact, somebody in Mailchimp's pages, or a program. */
export const EVENT_SOURCES = ['user', 'admin', 'api'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

export interface AudienceEvent {
  type: EventType;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  fired_at: string;
  data: Record<string, unknown>;
}

export function audienceEvent(type: EventType, at: number, data: Record<string, unknown>): AudienceEvent {
  return { type, fired_at: new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' '), data };
}

/** A contact in the words of the webhooks. `id` is not the hash of the address. */
export function contactData(contact: MailchimpObject): Record<string, unknown> {
  return {
    id: contact.unique_email_id,
    list_id: contact.list_id,
    email: contact.email_address,
    email_type: contact.email_type,
    ip_opt: contact.ip_opt,
    web_id: contact.web_id,
    merges: { EMAIL: contact.email_address, ...mergeTexts(contact.merge_fields as Record<string, unknown>) },
  };
}

function mergeTexts(merges: Record<string, unknown>): Record<string, string> {
  const text = (value: unknown): string =>
    value !== null && typeof value === 'object' ? Object.values(value).filter(Boolean).join('  ') : String(value ?? '');
  return Object.fromEntries(Object.entries(merges).map(([tag, value]) => [tag, text(value)]));
}
