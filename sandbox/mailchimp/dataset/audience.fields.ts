import type { MailchimpObject } from '../mailchimp.stream.js';
import { audienceId } from './audience.objects.js';
import type { Dataset } from './dataset.js';

const FIELDS = [
  { tag: 'FNAME', name: 'First Name', type: 'text', options: { size: 25 } },
  { tag: 'LNAME', name: 'Last Name', type: 'text', options: { size: 25 } },
  { tag: 'ADDRESS', name: 'Address', type: 'address', options: { default_country: 164 } },
  { tag: 'PHONE', name: 'Phone Number', type: 'phone', options: { phone_format: 'none' } },
  { tag: 'BIRTHDAY', name: 'Birthday', type: 'birthday', options: { date_format: 'MM/DD' } },
];
const CATEGORIES = [
  { title: 'What do you like?', type: 'checkboxes', interests: ['Jazz', 'Theatre', 'Comedy', 'Opera'] },
  { title: 'How often may we write?', type: 'radio', interests: ['Weekly', 'Monthly'] },
];
const PERMISSIONS = ['By mail', 'By direct mail', 'Customized online advertising'];
const CATEGORY_SALT = 51;
const INTEREST_SALT = 61;
const PERMISSION_SALT = 71;

export const MERGE_FIELD_COUNT = FIELDS.length;
export const INTEREST_COUNT = CATEGORIES.reduce((sum, { interests }) => sum + interests.length, 0);

/** Of the fields that every audience has from the beginning. */
export function mergeField(data: Dataset, audienceIndex: number, index: number): MailchimpObject {
  const { tag, name, type, options } = FIELDS[index]!;
  return {
    merge_id: index + 1,
    tag,
    name,
    type,
    required: index < audienceIndex % 2,
    default_value: '',
    public: index < 2,
    display_order: index + 2,
    options,
    help_text: '',
    list_id: audienceId(data, audienceIndex),
  };
}

export function interestCategories(data: Dataset, audienceIndex: number): MailchimpObject[] {
  return CATEGORIES.map(({ title, type }, at) => ({
    list_id: audienceId(data, audienceIndex),
    id: categoryId(data, audienceIndex, at),
    title,
    display_order: at,
    type,
  }));
}

export function interest(data: Dataset, audienceIndex: number, index: number): MailchimpObject {
  const all = CATEGORIES.flatMap(({ interests }, category) => interests.map((name, at) => ({ category, name, at })));
  const { category, name, at } = all[index]!;
  return {
    category_id: categoryId(data, audienceIndex, category),
    list_id: audienceId(data, audienceIndex),
    id: interestId(data, audienceIndex, index),
    name,
    subscriber_count: String(data.hash('audiences', audienceIndex, INTEREST_SALT + index) % 500),
    display_order: at + 1,
  };
}

/** Which interests a contact chose, by the bits of a hash. */
export function chosenInterests(data: Dataset, audienceIndex: number, hash: number): Record<string, boolean> {
  const entries = Array.from({ length: INTEREST_COUNT }, (_, index) => {
    return [interestId(data, audienceIndex, index), (hash & (1 << index)) !== 0 && hash % 3 === 0] as const;
  });
  return Object.fromEntries(entries);
}

/** Where an audience asks for the permissions of the GDPR. */
export function marketingPermissions(data: Dataset, audienceIndex: number, hash: number): MailchimpObject[] {
  return PERMISSIONS.map((text, at) => ({
    marketing_permission_id: data.hex('audiences', audienceIndex, PERMISSION_SALT + at, 10),
    text,
    enabled: (hash & (2 << at)) !== 0,
  }));
}

const categoryId = (data: Dataset, audience: number, at: number): string =>
  data.hex('audiences', audience, CATEGORY_SALT + at, 10);
const interestId = (data: Dataset, audience: number, at: number): string =>
  data.hex('audiences', audience, INTEREST_SALT + at, 10);
