import type { QuickBooksStream } from './quickbooks.streams.js';

/** Most that one answer may hold. */
export const PAGE_LIMIT = 1_000;

const UPDATED = 'MetaData.LastUpdatedTime';

/**
 * A string in the query language, in which a quote is escaped with a backslash.
 * https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/data-queries
 */
export function literal(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/**
 * Objects in the order of their last change, oldest first; `Id` cannot be sorted by any more.
 * @param from ISO 8601: those last changed in this second or later
 * @param position of the first one wanted, from 1
 */
export function pageQuery(stream: QuickBooksStream, from: string | null, position: number): string {
  if (stream.single) return `select * from ${stream.entity}`;
  const changed = from === null ? [] : [`${UPDATED} >= ${literal(from)}`];
  return [
    `select * from ${stream.entity}${where(stream, changed)}`,
    `orderby ${UPDATED} asc startposition ${position} maxresults ${PAGE_LIMIT}`,
  ].join(' ');
}

/** Some of the objects, by id; those that are gone are left out of the answer. */
export function idsQuery(stream: QuickBooksStream, ids: readonly string[]): string {
  const conditions = where(stream, [`Id in (${ids.map(literal).join(', ')})`]);
  return `select * from ${stream.entity}${conditions} maxresults ${PAGE_LIMIT}`;
}

export function countQuery(stream: QuickBooksStream): string {
  return `select count(*) from ${stream.entity}${where(stream, [])}`;
}

/** Inactive objects are left out unless the query speaks of them. */
function where(stream: QuickBooksStream, conditions: readonly string[]): string {
  const all = stream.activatable ? [...conditions, 'Active in (true, false)'] : conditions;
  return all.length > 0 ? ` where ${all.join(' and ')}` : '';
}
