import { isStorableText } from '../../common/storable-text.js';
import { UnreadableError } from './unreadable.error.js';

/** Longest name that is taken for one: those of every provider have fewer than 100 characters. */
export const LONGEST_NAME = 255;

/** Whether it can name something: text that is not empty, not endless, and can be stored as it is. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME && isStorableText(value);
}

/**
 * A name that an event must have, such as its id or type.
 * @throws UnreadableError
 */
export function requiredName(value: unknown, what: string): string {
  if (isName(value)) return value;
  const flaw = isAbsent(value) ? 'is missing' : `is not text of 1 to ${LONGEST_NAME} characters`;
  throw new UnreadableError('malformed_event', `The ${what} of the event ${flaw}`);
}

/**
 * A name that an event may lack; empty counts as absent.
 * @throws UnreadableError when it is there and is none
 */
export function optionalName(value: unknown, what: string): string | null {
  return isAbsent(value) ? null : requiredName(value, what);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
