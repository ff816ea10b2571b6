/** A Mailchimp object as the API shows it, without `_links`. */
export type MailchimpObject = Record<string, unknown>;

export const STREAMS = [
  'audiences',
  'contacts',
  'segments',
  'campaigns',
  'campaign_reports',
  'unsubscribes',
  'stores',
  'customers',
  'orders',
  'products',
] as const;

export type StreamName = (typeof STREAMS)[number];

export const CONTACT_STATUSES = [
  'subscribed',
  'unsubscribed',
  'cleaned',
  'pending',
  'transactional',
  'archived',
] as const;

export type ContactStatus = (typeof CONTACT_STATUSES)[number];

export function isContactStatus(name: unknown): name is ContactStatus {
  return CONTACT_STATUSES.includes(name as ContactStatus);
}

/** What names an object within its parent: an unsubscribe is named by the address that left. */
export function keyOf(stream: StreamName, object: MailchimpObject): string {
  return String(stream === 'unsubscribes' ? object.email_id : object.id);
}
