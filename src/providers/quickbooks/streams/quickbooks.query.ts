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

export interface PageStart {
  /** Which of the stream's passes. */
  pass: number;
  /** ISO 8601: only objects last changed in this second or later. */
  from: string | null;
  /** Of the first one wanted among those, from 1. */
  position: number;
  /** How many at most; absent: as many as one answer may hold. */
  size?: number;
}

/** Objects in the order of their last change, oldest first; `Id` cannot be sorted by any more. */
export function pageQuery(stream: QuickBooksStream, { pass, from, position, size = PAGE_LIMIT }: PageStart): string {
  const changed = from === null ? null : `${UPDATED} >= ${literal(from)}`;
  const order = stream.sortable ? ` orderby ${UPDATED} asc` : '';
  const page = `startposition ${position} maxresults ${size}`;
  return `select * from ${stream.entity}${where(changed, stream.passes[pass])}${order} ${page}`;
}

/** Some of the objects, by id; those that are gone are left out of the answer. */
export function idsQuery(stream: QuickBooksStream, ids: readonly string[]): string {
  const conditions = where(`Id in (${ids.map(literal).join(', ')})`, stream.passes[0]);
  return `select * from ${stream.entity}${conditions} maxresults ${PAGE_LIMIT}`;
}

export function countQuery(stream: QuickBooksStream): string {
  return `select count(*) from ${stream.entity}${where(stream.passes[0])}`;
}

function where(...conditions: readonly (string | null | undefined)[]): string {
  const all = conditions.filter(Boolean);
  return all.length > 0 ? ` where ${all.join(' and ')}` : '';
}
