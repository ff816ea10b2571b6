import { isFields } from '../live/contact.patch.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import { invalidMerges } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';

type MergeRule = (value: unknown, options: MailchimpObject) => string | undefined;

const matching =
  (pattern: RegExp, message: string): MergeRule =>
  (value) =>
    pattern.test(String(value)) ? undefined : message;

const chosen: MergeRule = (value, { choices }) => {
  const all = Array.isArray(choices) ? choices.map(String) : [];
  return all.includes(String(value)) ? undefined : `This value must be one of: ${all.join(', ')}`;
};

const url: MergeRule = (value) => (URL.canParse(String(value)) ? undefined : 'Please enter a valid URL');

/** By the type of the field. What is not here takes any text. */
const RULES: Record<string, MergeRule> = {
  number: matching(/^-?\d+(\.\d+)?$/, 'Please enter a number'),
  date: matching(/^(\d{4}-\d\d-\d\d|\d\d?\/\d\d?\/\d{4})$/, 'Please enter the date'),
  birthday: matching(/^\d\d?\/\d\d?$/, 'Please enter a month (01-12) and a day (01-31)'),
  zip: matching(/^\d{5}(-\d{4})?$/, 'Please enter a valid zip code'),
  address: (value) => {
    if (typeof value === 'string') return undefined;
    const given = isFields(value) ? value : {};
    const isComplete = ['addr1', 'city', 'state', 'zip'].every(
      (part) => typeof given[part] === 'string' && given[part],
    );
    return isComplete ? undefined : 'Please enter a complete address';
  },
  url,
  imageurl: url,
  radio: chosen,
  dropdown: chosen,
};

export const MERGE_TYPES = ['text', 'phone', ...Object.keys(RULES)];

interface MergeCheck {
  /** What the contact has already. */
  before: MailchimpObject;
  given: unknown;
  /** Whether the contact must then have all required fields. */
  isComplete: boolean;
}

/** @returns what is to be written: fields that the audience does not have are ignored, as Mailchimp does */
export function checkedMerges(audience: MailchimpAudience, { before, given, isComplete }: MergeCheck): MailchimpObject {
  const wanted = isFields(given) ? given : {};
  const written: MailchimpObject = {};
  const errors: { field: string; message: string }[] = [];
  for (const { tag, type, required, options } of audience.mergeFields.live()) {
    const field = String(tag);
    const value = wanted[field];
    if (value !== undefined) written[field] = value;
    if (required === true && isComplete && isEmpty(value ?? before[field])) {
      errors.push({ field, message: 'Please enter a value' });
    }
    if (value === undefined || isEmpty(value)) continue;
    const message = RULES[String(type)]?.(value, (options ?? {}) as MailchimpObject);
    if (message !== undefined) errors.push({ field, message });
  }
  if (errors.length > 0) throw invalidMerges(errors);
  return written;
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
