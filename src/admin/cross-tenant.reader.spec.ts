import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CursorCodec } from '../common/cursor.js';
import { SigningKeys } from '../common/signing-keys.js';
import { loadConfig } from '../config/config.js';
import type { AdminDatabase } from '../database/admin.database.js';
import { CrossTenantReader } from './cross-tenant.reader.js';

interface Row {
  id: string;
}

/** Returns ids `5` to `1`, newest first, as the database would page them. */
const database = {
  transaction: (work: (tx: unknown) => unknown) =>
    work({
      execute: async () => 0,
      rows: async (_sql: string, [before, limit]: [string | null, number]) =>
        ['5', '4', '3', '2', '1']
          .filter((id) => before === null || id < before)
          .slice(0, limit)
          .map((id) => ({ id })),
    }),
} as unknown as AdminDatabase;

describe('CrossTenantReader', () => {
  const reader = new CrossTenantReader(database, new CursorCodec(new SigningKeys(loadConfig({}))));
  const page = (cursor?: string, list = 'things', filters: unknown[] = []) =>
    reader.page<Row>(
      { limit: 2, cursor },
      { list, sql: '', filters, position: z.string(), positionOf: ({ id }) => id },
    );

  it('walks a list to its end, each row once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, nextCursor } = await page(cursor);
      seen.push(...data.map(({ id }) => id));
      cursor = nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
  });

  it('refuses a cursor of another list or another filter', async () => {
    const { nextCursor } = await page();
    await expect(page(nextCursor!, 'others')).rejects.toMatchObject({ code: 'invalid_cursor' });
    await expect(page(nextCursor!, 'things', ['stripe'])).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
