import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { NIL } from 'uuid';
import { webhookEventsSql } from '../../src/admin/overview/webhook-event.sql.js';
import { ID_POSITION, readPage } from '../../src/common/page.reader.js';
import type { CursorCodec } from '../../src/common/cursor.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { tenantOfRows, insertEvents } from '../support/inbox.rows.js';
import { seeded } from '../support/seeded.random.js';

interface Listed {
  id: string;
  status: string;
  provider: string;
}

type Filters = [status: string | null, provider: string | null];

const PAGES_AT_MOST = 5_000;

/** What is signed is not what is tested. */
const cursors = {
  encode: (position: string) => position,
  decode: (cursor: string) => cursor,
} as unknown as CursorCodec;

describe('The list of all tenants', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let whole: Listed[];

  beforeAll(async () => {
    database = await createDatabase();
    const random = seeded();
    const { adminUrl } = database;
    for (let i = 0; i < 12; i++) {
      const tenants = random.pick([1, 1, 3, 40, 200]);
      const status = random.pick(['done', 'dead', 'ignored'] as const);
      await insertEvents(adminUrl, { count: 1 + random.integer(300), tenants, daysAgo: random.integer(3), status });
    }
    // What came for accounts that nobody has connected.
    await insertEvents(adminUrl, { count: 50, tenants: 1, daysAgo: 5, status: 'ignored' });
    await query(
      adminUrl,
      `UPDATE webhook_events SET tenant_id = $2 WHERE tenant_id = $1 AND received_on < current_date - 4`,
      [tenantOfRows(0), NIL],
    );
    await query(adminUrl, `UPDATE webhook_events SET provider = 'square' WHERE event_id ~ '7$'`);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`SET app.scope = 'system'`);
    whole = await query<Listed>(adminUrl, 'SELECT id, status, provider FROM webhook_events ORDER BY id DESC');
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  /** Pages from the first to the last, as the service reads them. */
  async function walk(window: number, limit: number, filters: Filters): Promise<string[][]> {
    const sql = webhookEventsSql(window).ofAll;
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await readPage<Listed, string>(
        cursors,
        { limit, cursor },
        {
          binding: [],
          position: ID_POSITION,
          read: async (after, count) =>
            (await client.query<Listed>(sql, [after ?? null, count, ...filters, null])).rows,
          positionOf: ({ id }) => id,
        },
      );
      pages.push(page.data.map(({ id }) => id));
      if (cursor !== undefined && page.nextCursor !== null) expect(page.nextCursor < cursor).toBe(true);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && pages.length < PAGES_AT_MOST);
    return pages;
  }

  const listed = ([status, provider]: Filters) =>
    whole
      .filter(
        (event) => (status === null || event.status === status) && (provider === null || event.provider === provider),
      )
      .map(({ id }) => id);

  const WALKS: [number, number, Filters][] = [
    [5_000, 50, [null, null]],
    [10, 7, [null, null]],
    [1, 20, [null, null]],
    [5_000, 50, ['done', null]],
    [60, 5, [null, 'square']],
    [30, 10, ['ignored', 'square']],
    [100, 25, ['received', null]],
  ];
  it.each(WALKS)('has each event once, in order: window %d, limit %d, filters %j', async (window, limit, filters) => {
    const pages = await walk(window, limit, filters);
    expect(pages.flat()).toEqual(listed(filters));
    // Without a filter only the last page may be short.
    if (filters.every((filter) => filter === null)) {
      expect(pages.slice(0, -1).filter((page) => page.length < limit)).toEqual([]);
    }
  });
});
