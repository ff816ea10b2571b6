import type { FieldError } from '../app.error.js';

/** Decoded parameters by name. A repeated name has a list of values. */
export type Query = Record<string, string | string[]>;

/**
 * Key of the reason why a query cannot be parsed. It is stored with the parameters, because the router must not throw.
 */
const UNREADABLE = Symbol('unreadable');

/**
 * Decodes the query of a URL for all routes, like a form: `+` is a blank. It is strict: anything that is not
 * percent-encoded UTF-8 is an error, and is not replaced.
 * @param most largest number of parameters; a query with more is not decoded
 */
export function queryParser(most: number): (text: string) => Query {
  return (text) => {
    const query = Object.create(null) as Query;
    if (text === '') return query;
    const pairs = text.split('&', most + 1).filter(Boolean);
    if (pairs.length > most) return unreadable(query, `may have at most ${most} parameters`);
    for (const pair of pairs) {
      const equals = pair.includes('=') ? pair.indexOf('=') : pair.length;
      const name = decode(pair.slice(0, equals));
      const value = decode(pair.slice(equals + 1));
      if (name === null || value === null) return unreadable(query, 'must be percent-encoded UTF-8');
      const known = query[name];
      query[name] = known === undefined ? value : [known, value].flat();
    }
    return query;
  };
}

/** Problems of a query: it cannot be parsed, or a parameter is empty or repeated. */
export function queryProblems(query: unknown): FieldError[] {
  const reason = (query as { [UNREADABLE]?: string })[UNREADABLE];
  if (reason !== undefined) return [{ field: 'query', message: reason }];
  return Object.entries(query as Query).flatMap(([field, value]) => {
    if (typeof value !== 'string') return [{ field, message: 'must not be repeated' }];
    return value === '' ? [{ field, message: 'must not be empty; leave it out instead' }] : [];
  });
}

function unreadable(query: Query, reason: string): Query {
  return Object.assign(query, { [UNREADABLE]: reason });
}

/** `null`: the text is not percent-encoded UTF-8. */
function decode(text: string): string | null {
  if (/[^\x20-\x7e]/.test(text)) return null;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
