import { describe, expect, it } from '@jest/globals';
import type { CursorCodec } from './cursor.js';
import { fixedListing, ID_POSITION, readPage } from './page.reader.js';

/** Cursors without a signature: what is signed is not what is tested. */
const cursors = {
  encode: (position: unknown, binding: readonly unknown[]) => JSON.stringify([binding, position]),
  decode: (cursor: string) => (JSON.parse(cursor) as unknown[])[1],
} as unknown as CursorCodec;

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const ROWS = [1, 2, 3, 4, 5].map((n) => ({ id: id(n) }));

const page = (limit: number, cursor?: string) =>
  readPage<{ id: string }, string>(
    cursors,
    { limit, cursor },
    {
      binding: ['tenant', 'things'],
      position: ID_POSITION,
      read: async (after, count) => ROWS.filter((row) => after === undefined || row.id > after).slice(0, count),
      positionOf: (row) => row.id,
    },
  );

describe('readPage', () => {
  it.each([1, 2, 5])('walks a list by %d, each row once, and ends without an empty page', async (limit) => {
    const pages: number[] = [];
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { data, nextCursor } = await page(limit, cursor ?? undefined);
      pages.push(data.length);
      seen.push(...data.map((row) => row.id));
      cursor = nextCursor;
    } while (cursor);
    expect(seen).toEqual(ROWS.map((row) => row.id));
    expect(pages).toHaveLength(Math.ceil(ROWS.length / limit));
  });

  it.each([null, 7, 'x', '', {}, ['00000000-0000-4000-8000-000000000001']])(
    'takes %j for no position of this list',
    async (position) => {
      const cursor = cursors.encode(position, []);
      await expect(page(2, cursor)).rejects.toMatchObject({ status: 400, code: 'invalid_cursor' });
    },
  );

  it('pages a list in memory in its own order', async () => {
    const listing = fixedListing(['b', 'c', 'a'], (name) => name);
    const read = (cursor?: string) => readPage(cursors, { limit: 2, cursor }, { ...listing, binding: [] });
    const first = await read();
    expect(first.data).toEqual(['b', 'c']);
    expect(await read(first.nextCursor ?? '')).toEqual({ data: ['a'], nextCursor: null });
    const gone = cursors.encode('z', []);
    await expect(read(gone)).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
