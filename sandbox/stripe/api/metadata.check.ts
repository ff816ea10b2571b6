import type { FormValue } from '../../common/form.parser.js';
import { badRequest } from '../stripe.errors.js';

const MOST_KEYS = 50;
const LONGEST_KEY = 40;
const LONGEST_VALUE = 500;

/** @throws StripeApiError for metadata that an object has no room for */
export function checkMetadata(before: unknown, given: FormValue | undefined): void {
  if (given === undefined || given === '') return;
  if (typeof given !== 'object' || Array.isArray(given)) throw badRequest('Invalid object', 'metadata');
  const keys = new Set(Object.keys(before ?? {}));
  for (const [key, value] of Object.entries(given)) {
    const param = `metadata[${key}]`;
    if (typeof value !== 'string') throw badRequest('Invalid string', param);
    if (key.length > LONGEST_KEY) {
      const message = `Metadata keys can have up to ${LONGEST_KEY} characters, but you passed in a key that is ${key.length} characters. Invalid key: ${key}`;
      throw badRequest(message, 'metadata');
    }
    if (value.length > LONGEST_VALUE) {
      const message = `Metadata values can have up to ${LONGEST_VALUE} characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value}`;
      throw badRequest(message, param);
    }
    if (value === '') keys.delete(key);
    else keys.add(key);
  }
  if (keys.size > MOST_KEYS) throw badRequest(`You can only have up to ${MOST_KEYS} metadata keys.`, 'metadata');
}
