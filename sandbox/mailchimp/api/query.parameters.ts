import { invalidResource } from '../mailchimp.errors.js';

const MOST = 1000;
const USUAL = 10;

export interface PageBounds {
  offset: number;
  count: number;
}

export function pageBounds(query: URLSearchParams): PageBounds {
  const count = wholeNumber(query, 'count', USUAL);
  if (count > MOST) throw invalidResource('count', `Value must be at most ${MOST}`);
  return { offset: wholeNumber(query, 'offset', 0), count };
}

/** Epoch seconds, or undefined. A `+` that was not encoded has arrived as a space. */
export function timeParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const time = Date.parse(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
  if (Number.isNaN(time)) throw invalidResource(name, 'Value must be an ISO 8601 date and time');
  return time / 1000;
}

export function oneOf<T extends string>(query: URLSearchParams, name: string, possible: readonly T[]): T | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const found = possible.find((value) => value === text);
  if (!found) throw invalidResource(name, `Value must be one of ${possible.join(', ')}`);
  return found;
}

export const descending = (query: URLSearchParams, otherwise = false): boolean => {
  const direction = oneOf(query, 'sort_dir', ['ASC', 'DESC'] as const);
  return direction === undefined ? otherwise : direction === 'DESC';
};

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw invalidResource(name, 'Value must be a whole number');
  return Number(text);
}
