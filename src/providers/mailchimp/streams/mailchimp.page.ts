import { ProviderProtocolError } from '../../provider.errors.js';
import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { MailchimpObject } from './mailchimp.streams.js';

export interface MailchimpPage {
  objects: MailchimpObject[];
  /** How many objects the list has, on all of its pages. */
  total: number;
}

/**
 * The answer to a list. https://mailchimp.com/developer/marketing/docs/methods-parameters/#pagination
 * @param key the field that names an object
 * @throws ProviderProtocolError when the answer is not a list as documented
 */
export function readPage({ body }: ProviderExchange, collection: string, key: string): MailchimpPage {
  const { [collection]: objects, total_items: total } = body;
  const isKeyed = (value: unknown) =>
    typeof value === 'object' && value !== null && isKey((value as MailchimpObject)[key]);
  if (!Array.isArray(objects) || !objects.every(isKeyed) || !Number.isSafeInteger(total)) {
    throw new ProviderProtocolError(`Mailchimp answered a list of ${collection} that is not one`);
  }
  return { objects: objects as MailchimpObject[], total: Math.max(0, total as number) };
}

/** Segments are numbered, everything else is named. */
function isKey(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);
}

/**
 * The text of a list's objects, cut out of the answer: writing a thousand parsed objects out again costs more than
 * parsing them, and numbers keep their decimals.
 *
 * The answer is valid JSON whose first member is the array, so the array starts where it seems to. It is taken to end
 * with the last bracket of the text; if what follows it completes the remaining members, that was its end.
 * @returns `null` when the answer is laid out in another way
 */
export function objectsText({ text, body }: ProviderExchange, collection: string): string | null {
  const start = new RegExp(`^\\s*\\{\\s*"${collection}"\\s*:\\s*(?=\\[)`).exec(text)?.[0].length;
  if (start === undefined) return null;
  const end = text.lastIndexOf(']') + 1;
  return tailMembers(text.slice(end)) === Object.keys(body).length - 1 ? text.slice(start, end) : null;
}

function tailMembers(tail: string): number | null {
  try {
    return Object.keys(JSON.parse(`{"objects":0${tail}`) as object).length - 1;
  } catch {
    return null;
  }
}
