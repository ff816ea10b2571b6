import { badRequest } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';

/** How many characters a text may have, by its field. */
export function checkLengths(given: SquareObject, longest: Readonly<Record<string, number>>, within = ''): void {
  for (const [field, most] of Object.entries(longest)) {
    const value = given[field];
    if (typeof value !== 'string' || value.length <= most) continue;
    throw tooLong(`${within}${field}`, most);
  }
}

export const tooLong = (field: string, most: number) =>
  badRequest('VALUE_TOO_LONG', `Field must not be greater than ${most} in length`, field);

const MOST_ENTRIES = 10;
const LONGEST_NAME = 60;
const LONGEST_VALUE = 255;

/** Names and values that an application keeps with an object. */
export function checkMetadata(metadata: unknown, field: string): void {
  const entries = Object.entries((metadata ?? {}) as SquareObject);
  if (entries.length > MOST_ENTRIES) {
    throw badRequest('TOO_MANY_MAP_ENTRIES', `At most ${MOST_ENTRIES} entries.`, field);
  }
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw badRequest('EXPECTED_STRING', 'Expected a string value.', `${field}.${name}`);
    if (name.length > LONGEST_NAME) throw tooLong(field, LONGEST_NAME);
    if (value.length > LONGEST_VALUE) throw tooLong(`${field}.${name}`, LONGEST_VALUE);
  }
}
