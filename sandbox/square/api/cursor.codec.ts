import { hashText } from '../../common/seeded.random.js';
import { badRequest } from '../square.errors.js';
import type { SortPlace } from '../live/sorted.index.js';

export interface Cursor {
  after: SortPlace;
  /** Where the time range of the first request ended. */
  until: number | null;
}

/** Cursors are opaque, and good for the query alone that they were made for. */
export function encodeCursor(query: unknown, { after, until }: Cursor): string {
  return Buffer.from(JSON.stringify([fingerprint(query), after[0], after[1], until])).toString('base64url');
}

export function decodeCursor(query: unknown, text: unknown): Cursor | undefined {
  if (text === undefined || text === null || text === '') return undefined;
  try {
    const [made, key, index, until] = JSON.parse(Buffer.from(String(text), 'base64url').toString('utf8')) as [
      number,
      string | number,
      number,
      number | null,
    ];
    if (made === fingerprint(query)) return { after: [key, index], until };
  } catch {
    // Not one of ours: refused below like one of another query.
  }
  throw badRequest('INVALID_CURSOR', 'The pagination cursor is invalid.', 'cursor');
}

const fingerprint = (query: unknown): number => hashText(JSON.stringify(query));
