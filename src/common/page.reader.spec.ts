import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { CursorCodec } from './cursor.js';
import { fixedListing, ID_POSITION, readPage } from './page.reader.js';

/** Cursors without a signature, because these tests are not about signatures. */
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

  describe('of a list that is filtered while it is read', () => {
    const WINDOW = 4;
    /** Ten rows. Rows with an odd number match. A page reads at most four rows. */
    const rows = Array.from({ length: 10 }, (_, index) => index + 1);
    const filtered = (limit: number, isOdd: (n: number) => boolean, cursor?: string) =>
      readPage<{ n: number }, number>(
        cursors,
        { limit, cursor },
        {
          binding: [],
          position: z.number(),
          read: (after = 0, count) =>
            rows
              .filter((n) => n > after)
              .slice(0, WINDOW)
              .map((n, index) => ({ n, isMatch: isOdd(n), isEnd: index === WINDOW - 1 }))
              .filter(({ isMatch, isEnd }) => isMatch || isEnd)
              .slice(0, count),
          positionOf: ({ n }) => n,
        },
      );
    const walk = async (limit: number, isOdd: (n: number) => boolean) => {
      const pages: number[][] = [];
      let cursor: string | null = null;
      do {
        const { data, nextCursor } = await filtered(limit, isOdd, cursor ?? undefined);
        pages.push(data.map(({ n }) => n));
        cursor = nextCursor;
      } while (cursor);
      return pages;
    };

    it('goes on after the end of a window, with short pages', async () => {
      expect(await walk(3, (n) => n % 2 === 1)).toEqual([[1, 3], [5, 7], [9]]);
      expect(await walk(1, (n) => n % 2 === 1)).toEqual([[1], [3], [5], [7], [9]]);
    });

    it('has empty pages where nothing matches, and an end', async () => {
      expect(await walk(3, () => false)).toEqual([[], [], []]);
    });

    it('shows nothing of how it was read', async () => {
      expect((await filtered(9, () => true)).data[3]).toEqual({ n: 4 });
    });
  });

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
