import { z } from 'zod';
import type { CursorCodec } from './cursor.js';
import { BadRequestError } from './http.errors.js';
import type { Page } from './page.js';
import type { PageQuery } from './page.query.js';
import type { WindowedColumns } from './windowed.sql.js';

/** A row of a statement by {@link windowedSql}. */
export type Windowed<Row> = Row & WindowedColumns;

type ReadRow<Row> = Row | Windowed<Row>;

/** What is needed to read a list page by page. */
export interface Listing<Row, Position> {
  /** What a cursor is bound to: the tenant, the name of the list, and its filters. */
  binding: readonly unknown[];
  /**
   * Format of the position in a cursor. It is checked, because another version of the service may have created the
   * cursor.
   */
  position: z.ZodType<Position>;
  /**
   * Up to `limit` rows after a position, in the order of the list. `undefined`: from the start. A windowed list may
   * return fewer rows although more follow.
   */
  read(after: Position | undefined, limit: number): Promise<ReadRow<Row>[]> | ReadRow<Row>[];
  positionOf(row: Row): Position;
}

/** Position in a list that is ordered by id. */
export const ID_POSITION = z.guid();

/**
 * Reads one page. It requests one more row than the page has, to know whether another page follows. If the window
 * ended, the page is short and another page follows.
 * @throws BadRequestError `invalid_cursor`
 */
export async function readPage<Row, Position>(
  cursors: CursorCodec,
  { limit, cursor }: Pick<PageQuery, 'limit' | 'cursor'>,
  listing: Listing<Row, Position>,
): Promise<Page<Row>> {
  const { binding, position } = listing;
  const after = cursor === undefined ? undefined : checked(position, cursors.decode<unknown>(cursor, binding));
  const read = await listing.read(after, limit + 1);
  const matches = read.filter((row) => !isWindowed(row) || row.isMatch);
  const page = matches.slice(0, limit);
  const next = matches.length > limit ? page.at(-1) : read.find((row) => isWindowed(row) && row.isEnd);
  return {
    data: page.map(withoutWindow),
    nextCursor: next === undefined ? null : cursors.encode(listing.positionOf(next), binding),
  };
}

function isWindowed<Row>(row: ReadRow<Row>): row is Windowed<Row> {
  return typeof row === 'object' && row !== null && 'isMatch' in row && 'isEnd' in row;
}

/** Removes the columns of the window, because callers see only the columns of the list. */
function withoutWindow<Row>(row: ReadRow<Row>): Row {
  if (!isWindowed(row)) return row;
  const { isMatch, isEnd, ...columns } = row;
  return columns as Row;
}

/** A list that is completely in memory, in a fixed order. Its pages look like those of a list in the database. */
export function fixedListing<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Omit<Listing<Row, string>, 'binding'> {
  const names = rows.map(nameOf);
  return {
    position: z.string().refine((name) => names.includes(name)),
    read: (after, limit) => {
      const start = after === undefined ? 0 : names.indexOf(after) + 1;
      return rows.slice(start, start + limit);
    },
    positionOf: nameOf,
  };
}

function checked<Position>(position: z.ZodType<Position>, decoded: unknown): Position {
  const { success, data } = position.safeParse(decoded);
  if (success) return data;
  throw new BadRequestError('cursor: another version of this service returned it', 'invalid_cursor', [
    { field: 'cursor', message: 'start again without a cursor' },
  ]);
}
