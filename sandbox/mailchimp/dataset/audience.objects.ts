import type { MailchimpObject } from '../mailchimp.stream.js';
import { timestamp, type Dataset } from './dataset.js';

export interface Tag {
  id: number;
  name: string;
}

const NAMES = ['Newsletter', 'Members', 'Venue Guests', 'Partners', 'Press'];
const TAG_NAMES = ['vip', 'season ticket', 'walk-in', 'imported 2025', 'workshop', 'volunteer'];
const MOST_TAGS = TAG_NAMES.length;

export const audienceId = (data: Dataset, index: number): string => data.hex('audiences', index, 3, 10);
export const audienceName = (index: number): string =>
  index < NAMES.length ? NAMES[index]! : `${NAMES[index % NAMES.length]} ${index}`;

/** Without `stats`, which are counted when the audience is shown. */
export function audience(data: Dataset, index: number): MailchimpObject {
  const id = audienceId(data, index);
  return {
    id,
    web_id: 380_000 + index,
    name: audienceName(index),
    contact: {
      company: 'Sandbox Venue',
      address1: '12 Main Street',
      address2: '',
      city: 'Austin',
      state: 'TX',
      zip: '78701',
      country: 'US',
      phone: '',
    },
    permission_reminder: 'You bought a ticket from us.',
    use_archive_bar: true,
    campaign_defaults: {
      from_name: 'Sandbox Venue',
      from_email: 'hello@example.com',
      subject: '',
      language: 'en',
    },
    notify_on_subscribe: '',
    notify_on_unsubscribe: '',
    date_created: timestamp(data.createdFrom + index * 3600),
    list_rating: 3,
    email_type_option: index % 2 === 1,
    subscribe_url_short: `http://eepurl.example.com/${id.slice(0, 6)}`,
    subscribe_url_long: `https://sandbox.us19.list-manage.example.com/subscribe?u=${data.account}&id=${id}`,
    beamer_address: `us19-${id}@inbound.example.com`,
    visibility: 'prv',
    double_optin: index % 2 === 1,
    has_welcome: false,
    marketing_permissions: index % 2 === 1,
    modules: [],
  };
}

/** The audience's segments [from, to) by their index in the account. */
export function segmentRange(data: Dataset, audienceIndex: number): [number, number] {
  return data.range(data.counts.segments, data.counts.audiences, audienceIndex);
}

/** Static segments are the audience's tags; the others are saved conditions. */
export function tagsOf(data: Dataset, audienceIndex: number): Tag[] {
  const [from, to] = segmentRange(data, audienceIndex);
  const count = Math.min(MOST_TAGS, Math.ceil((to - from) / 2));
  return Array.from({ length: count }, (_, tag) => ({ id: segmentId(data, from + tag), name: TAG_NAMES[tag]! }));
}

const segmentId = (data: Dataset, index: number): number => 1_000_000 + (data.key % 4_000_000) + index * 4;

/** `member_count` of a tag is counted over the contacts that carry it; see the audience. */
export function segment(data: Dataset, audienceIndex: number, index: number, tagged: number): MailchimpObject {
  const [from, to] = segmentRange(data, audienceIndex);
  const global = from + index;
  const hash = data.hash('segments', global, 20);
  const createdAt = data.time(index / Math.max(1, to - from));
  const tag = tagsOf(data, audienceIndex)[index];
  const condition = { condition_type: 'TextMerge', field: 'FNAME', op: 'starts', value: 'ABCDEFGH'[hash % 8]! };
  return {
    id: segmentId(data, global),
    name: tag?.name ?? `Segment ${global}`,
    member_count: tag ? tagged : hash % 500,
    type: tag ? 'static' : 'saved',
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt + Math.floor(((hash >>> 4) / 2 ** 28) * (data.createdTo - createdAt))),
    options: { match: 'any', conditions: tag ? [] : [condition] },
    list_id: audienceId(data, audienceIndex),
  };
}
