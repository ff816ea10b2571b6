import type { SeededRandom } from '../../common/seeded.random.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import { opened } from '../live/live.view.js';
import { timestamp } from '../dataset/dataset.js';
import { CONTACT_STATUSES, isPhoneContact, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';

interface Situation {
  account: MailchimpAccount;
  parent: string | null;
  random: SeededRandom;
  now: number;
}

type Mutation = (object: MailchimpObject, situation: Situation) => MailchimpObject | null;

/** A change that each kind of object plausibly goes through. Null: this object cannot change, try another one. */
export const MUTATIONS: Partial<Record<StreamName, Mutation>> = {
  audiences: (_audience, { random }) => ({ name: `Renamed ${random.integer(1e6)}` }),
  contacts: contactPatch,
  segments: (segment, { random }) => (segment.type === 'saved' ? { name: `Regrouped ${random.integer(1e6)}` } : null),
  campaigns: (campaign, { random }) => {
    if (campaign.status === 'sent') return null;
    return random.integer(2) === 0 ? { status: 'sent' } : { settings: { title: `Retitled ${random.integer(1e6)}` } };
  },
  campaign_reports: (report, { random, now }) => {
    const emails = Number(report.emails_sent);
    return emails > 0 ? opened(report, 1 + random.integer(5), now) : null;
  },
  merge_fields: (_field, { random }) => ({ name: `Renamed ${random.integer(1e6)}` }),
  interests: (_interest, { random }) => ({ name: `Renamed ${random.integer(1e6)}` }),
  email_activity: (_activity, { now }) => {
    return { activity: [{ action: 'open', timestamp: timestamp(now), ip: '198.51.100.9' }] };
  },
  stores: (_store, { random }) => ({ phone: `+1512${1_000_000 + random.integer(8e6)}` }),
  customers: (_customer, { random }) => ({ first_name: `Renamed ${random.integer(1e6)}` }),
  orders: (order, { random }) => {
    if (order.financial_status === 'cancelled') return null;
    return random.integer(4) === 0
      ? { financial_status: 'cancelled' }
      : { fulfillment_status: 'shipped', tracking_number: String(random.integer(1e9)) };
  },
  products: (_product, { random }) => ({ title: `Relabelled ${random.integer(1e6)}` }),
};

export const MUTABLE = Object.keys(MUTATIONS) as StreamName[];
export const CREATABLE: readonly StreamName[] = [
  'contacts',
  'segments',
  'campaigns',
  'customers',
  'orders',
  'products',
];

/** Contacts are what an account mostly is, so most random changes are theirs. */
export const WEIGHTS: Partial<Record<StreamName, number>> = { contacts: 8, orders: 2, customers: 2 };

function contactPatch(contact: MailchimpObject, situation: Situation): MailchimpObject {
  const { random, now } = situation;
  if (isPhoneContact(contact)) return phonePatch(random, now);
  switch (random.integer(8)) {
    case 0:
      return { email_address: `moved.${random.integer(1e9)}.${now}@example.net` };
    case 1:
    case 2:
      return nextStatus(contact, situation);
    case 3:
      return { tags: toggled(contact, random) };
    default:
      return { merge_fields: { FNAME: `Renamed ${random.integer(1e6)}` } };
  }
}

function phonePatch(random: SeededRandom, now: number): MailchimpObject {
  switch (random.integer(3)) {
    case 0:
      return { email_address: `written.${random.integer(1e9)}.${now}@example.net` };
    case 1:
      return { sms_subscription_status: 'unsubscribed' };
    default:
      return { sms_phone_number: `+1512${4_000_000 + random.integer(4e6)}` };
  }
}

function nextStatus(contact: MailchimpObject, { account, parent, random }: Situation): MailchimpObject {
  if (contact.status !== 'subscribed') return { status: 'subscribed' };
  const status = CONTACT_STATUSES[random.integer(CONTACT_STATUSES.length)]!;
  if (status === 'cleaned' || status === 'archived') return { status };
  const sent = [...account.reports.live()].filter((report) => report.list_id === parent);
  const left: MailchimpObject = { status: 'unsubscribed', unsubscribe_reason: 'No longer interested' };
  return sent.length === 0 || random.integer(4) === 0
    ? left
    : { ...left, campaign_id: sent[random.integer(sent.length)]!.id };
}

function toggled(contact: MailchimpObject, random: SeededRandom): string[] {
  const names = (contact.tags as { name: string }[]).map((tag) => tag.name);
  return names.length > 0 && random.integer(2) === 0
    ? names.slice(1)
    : [...names.filter((name) => name !== 'returning'), `round ${random.integer(4)}`];
}
