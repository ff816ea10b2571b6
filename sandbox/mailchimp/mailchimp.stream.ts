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
  'merge_fields',
  'interests',
  'email_activity',
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

const KEYS: Partial<Record<StreamName, string>> = {
  unsubscribes: 'email_id',
  email_activity: 'email_id',
  merge_fields: 'merge_id',
};

/** What names an object within its parent: an unsubscribe is named by the address that left. */
export function keyOf(stream: StreamName, object: MailchimpObject): string {
  return String(object[KEYS[stream] ?? 'id']);
}

/** A contact of an audience that has a phone number and no address: the list of members does not show it. */
export function isPhoneContact(object: MailchimpObject): boolean {
  return object.audience_id !== undefined;
}
