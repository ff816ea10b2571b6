import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import { JOINED, type RecordBatch } from '../../src/providers/record-batch.js';
import { Stripping } from '../../src/providers/stripping/stripping.js';
import { RecordStore } from '../../src/records/record.store.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

interface State {
  id: string;
  at: number;
  raw?: object;
  deleted?: boolean;
}

const STRIPPED = new Stripping({ members: { pin: 'remove' } }, ['contacts']);

const batchOf = (...states: State[]): RecordBatch => ({
  types: states.map(() => 'customers'),
  externalIds: states.map(({ id }) => id),
  dating: 'change',
  seconds: states.map(({ at }) => at),
  deleted: states.map(({ deleted }) => deleted ?? false),
  json: JSON.stringify(states.map(({ raw }) => raw ?? {})),
});

describe('RecordStore', () => {
  const tenantId = randomUUID();
  const store = new RecordStore();
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;
  let integrationId: string;

  beforeAll(async () => {
    testDatabase = await createDatabase();
    const pool = { url: testDatabase.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    database = new Database(dataSource);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await testDatabase?.drop();
  });

  const write = (batch: RecordBatch, dating: RecordBatch['dating'] = 'change') =>
    database.inTenant(tenantId, (tx) => store.write(tx, { tenantId, integrationId }, STRIPPED, { ...batch, dating }));
  const stored = (id: string) =>
    database.inTenant(tenantId, (tx) =>
      tx.row<{ raw: Record<string, unknown>; deleted: boolean; second: string }>(
        `SELECT raw, deleted_at IS NOT NULL AS deleted, (version >> 20)::text AS second FROM records
         WHERE tenant_id = $1 AND integration_id = $2 AND external_id = $3`,
        [tenantId, integrationId, id],
      ),
    );

  beforeAll(() => {
    integrationId = randomUUID();
  });

  it('creates, updates, leaves alone and refuses what is older', async () => {
    expect(await write(batchOf({ id: 'a', at: 10, raw: { n: 1 } }))).toMatchObject({ created: 1, ties: [] });
    expect(await write(batchOf({ id: 'a', at: 11, raw: { n: 2 } }))).toMatchObject({ updated: 1, ties: [] });
    expect(await write(batchOf({ id: 'a', at: 12, raw: { n: 2 } }))).toMatchObject({ unchanged: 1, ties: [] });
    expect(await write(batchOf({ id: 'a', at: 9, raw: { n: 9 } }))).toMatchObject({ unchanged: 1, ties: [] });
    expect(await stored('a')).toEqual({ raw: { n: 2 }, deleted: false, second: '12' });
  });

  it('keeps nothing that must not be stored, and does not take it for a change', async () => {
    expect(await write(batchOf({ id: 'p', at: 10, raw: { n: 1, pin: 'old' } }))).toMatchObject({ created: 1 });
    expect(await write(batchOf({ id: 'p', at: 11, raw: { n: 1, pin: 'new' } }))).toMatchObject({ unchanged: 1 });
    expect(await write(batchOf({ id: 'p', at: 11, raw: { pin: 'newer', n: 1 } }))).toMatchObject({ ties: [] });
    expect(await stored('p')).toMatchObject({ raw: { n: 1 } });
  });

  it('does not write what a list repeats, and raises the version for what an event confirms', async () => {
    await write(batchOf({ id: 'b', at: 20, raw: { n: 1 } }));
    await write(batchOf({ id: 'b', at: 25, raw: { n: 1 } }), 'read');
    expect(await stored('b')).toMatchObject({ second: '20' });
    await write(batchOf({ id: 'b', at: 30, raw: { n: 1 } }));
    expect(await stored('b')).toMatchObject({ second: '30' });
    // Late news of an older state, which the confirmed version outranks.
    expect(await write(batchOf({ id: 'b', at: 25, raw: { n: 2 } }))).toMatchObject({ unchanged: 1, ties: [] });
    expect(await stored('b')).toMatchObject({ raw: { n: 1 } });
  });

  it('reports two states of one second as a tie, and the same state as none', async () => {
    await write(batchOf({ id: 'c', at: 40, raw: { n: 1, m: 2 } }));
    expect(await write(batchOf({ id: 'c', at: 40, raw: { m: 2, n: 1 } }))).toMatchObject({ unchanged: 1, ties: [] });
    expect(await write(batchOf({ id: 'c', at: 40, raw: { n: 2 } }, { id: 'd', at: 40, raw: {} }))).toMatchObject({
      created: 1,
      ties: [{ type: 'customers', externalId: 'c' }],
    });
  });

  it('takes an event of the second in which a list was read for news, and an older one not', async () => {
    await write(batchOf({ id: 'l', at: 40, raw: { n: 1 } }), 'read');
    expect(await write(batchOf({ id: 'l', at: 39, raw: { n: 0 } }))).toMatchObject({ unchanged: 1, ties: [] });
    expect(await write(batchOf({ id: 'l', at: 40, raw: { n: 2 } }))).toMatchObject({ updated: 1, ties: [] });
    // What a list read in that second proves nothing against the event.
    expect(await write(batchOf({ id: 'l', at: 40, raw: { n: 1 } }), 'read')).toMatchObject({ unchanged: 1, ties: [] });
    expect(await stored('l')).toMatchObject({ raw: { n: 2 } });
  });

  it('settles a tie by a read that nobody overtook', async () => {
    const ref = { type: 'customers', externalId: 'c' };
    const read = { seconds: 40, deleted: false, json: '{"n":3}' };
    const settle = (observed: string | null) =>
      database.inTenant(tenantId, (tx) => store.writeRead(tx, integrationId, ref, STRIPPED, observed, read));
    const observed = await database.inTenant(tenantId, (tx) => store.version(tx, integrationId, ref));
    expect(await settle(observed)).toBe('updated');
    expect(await settle(observed)).toBe(false);
    expect(await stored('c')).toMatchObject({ raw: { n: 3 }, second: '40' });
    const fresh = await database.inTenant(tenantId, (tx) => store.version(tx, integrationId, ref));
    expect(await settle(fresh)).toBe('unchanged');
  });

  it('leaves nothing of a person but a tombstone with the id', async () => {
    const contact = (state: State) => ({ ...batchOf(state), types: ['contacts'] });
    await write(contact({ id: 'p', at: 50, raw: { email: 'a@example.test' } }));
    expect(await write(contact({ id: 'p', at: 51, raw: { email: 'a@example.test' }, deleted: true }))).toMatchObject({
      deleted: 1,
    });
    expect(await stored('p')).toEqual({ raw: {}, deleted: true, second: '51' });
    await write(contact({ id: 'p', at: 52, raw: { n: 2 } }));
    expect(await stored('p')).toMatchObject({ raw: { n: 2 }, deleted: false });
    const ref = { type: 'contacts', externalId: 'p' };
    const gone = { seconds: 53, deleted: true, json: '{"n":2}' };
    await database.inTenant(tenantId, async (tx) => {
      const observed = await store.version(tx, integrationId, ref);
      expect(await store.writeRead(tx, integrationId, ref, STRIPPED, observed, gone)).toBe('deleted');
      const unknown = { ...ref, externalId: 'q' };
      expect(await store.writeRead(tx, integrationId, unknown, STRIPPED, null, gone)).toBe('deleted');
    });
    expect(await stored('p')).toMatchObject({ raw: {}, deleted: true });
    expect(await stored('q')).toMatchObject({ raw: {}, deleted: true });
  });

  it('leaves a tombstone with its version and last content, and lets a newer state undo it', async () => {
    await write(batchOf({ id: 'e', at: 50, raw: { n: 1 } }));
    expect(await write(batchOf({ id: 'e', at: 51, deleted: true }))).toMatchObject({ deleted: 1 });
    expect(await write(batchOf({ id: 'e', at: 50, raw: { n: 1 } }))).toMatchObject({ unchanged: 1, ties: [] });
    expect(await stored('e')).toEqual({ raw: { n: 1 }, deleted: true, second: '51' });
    expect(await write(batchOf({ id: 'e', at: 52, raw: { n: 1 } }))).toMatchObject({ updated: 1 });
    expect(await stored('e')).toMatchObject({ deleted: false });
  });

  describe('what others say of an object', () => {
    const joined = (...links: number[]) => ({ [JOINED]: { links } });
    const rowOf = (id: string) =>
      database.inTenant(tenantId, (tx) =>
        tx.row<{ raw: Record<string, unknown>; revision: number }>(
          `SELECT raw, revision::int FROM records WHERE tenant_id = $1 AND integration_id = $2 AND external_id = $3`,
          [tenantId, integrationId, id],
        ),
      );
    const readOf = async (id: string, read: { seconds: number; deleted: boolean; json: string }) =>
      database.inTenant(tenantId, async (tx) => {
        const ref = { type: 'customers', externalId: id };
        const observed = await store.version(tx, integrationId, ref);
        return store.writeRead(tx, integrationId, ref, STRIPPED, observed, read);
      });

    it('is a change by itself, whether an event or a list brings it, and none when it is the same', async () => {
      expect(await write(batchOf({ id: 'j', at: 10, raw: { n: 1, ...joined(1) } }))).toMatchObject({ created: 1 });
      expect(await write(batchOf({ id: 'j', at: 11, raw: { n: 1, ...joined(1, 2) } }))).toMatchObject({ updated: 1 });
      expect(await rowOf('j')).toEqual({ raw: { n: 1, ...joined(1, 2) }, revision: 2 });
      const listed = batchOf({ id: 'j', at: 12, raw: { n: 1, ...joined(3) } });
      expect(await write(listed, 'read')).toMatchObject({ updated: 1 });
      expect(await write({ ...listed, seconds: [13] }, 'read')).toMatchObject({ unchanged: 1 });
      expect(await write(batchOf({ id: 'j', at: 14, raw: { ...joined(3), n: 1 } }))).toMatchObject({ unchanged: 1 });
      expect(await rowOf('j')).toEqual({ raw: { n: 1, ...joined(3) }, revision: 3 });
    });

    it('stays where a state says nothing of it, and is no change then', async () => {
      await write(batchOf({ id: 'k', at: 10, raw: { n: 1, ...joined(1) } }));
      expect(await write(batchOf({ id: 'k', at: 11, raw: { n: 1 } }))).toMatchObject({ unchanged: 1 });
      expect(await write(batchOf({ id: 'k', at: 12, raw: { n: 2 } }))).toMatchObject({ updated: 1 });
      expect(await rowOf('k')).toEqual({ raw: { n: 2, ...joined(1) }, revision: 2 });
      expect(await readOf('k', { seconds: 13, deleted: false, json: '{"n":2}' })).toBe('unchanged');
      expect(await readOf('k', { seconds: 13, deleted: false, json: '{"n":3}' })).toBe('updated');
      expect(await rowOf('k')).toEqual({ raw: { n: 3, ...joined(1) }, revision: 3 });
    });

    it('is taken from a read, and makes no tie', async () => {
      await write(batchOf({ id: 'm', at: 20, raw: { n: 1, ...joined(1) } }));
      expect(await write(batchOf({ id: 'm', at: 20, raw: { n: 1, ...joined(2) } }))).toMatchObject({ ties: [] });
      expect(await write(batchOf({ id: 'm', at: 20, raw: { n: 1 } }))).toMatchObject({ ties: [] });
      expect(await write(batchOf({ id: 'm', at: 20, raw: { n: 2, ...joined(1) } }))).toMatchObject({
        ties: [{ type: 'customers', externalId: 'm' }],
      });
      const read = { seconds: 20, deleted: false, json: JSON.stringify({ n: 1, ...joined(2) }) };
      expect(await readOf('m', read)).toBe('updated');
      expect(await readOf('m', read)).toBe('unchanged');
      expect(await rowOf('m')).toMatchObject({ raw: { n: 1, ...joined(2) } });
    });

    it('outlives a deletion that is undone, is no news of what stays deleted, and is erased with a person', async () => {
      await write(batchOf({ id: 'o', at: 10, raw: { n: 1, ...joined(1) } }));
      expect(await write(batchOf({ id: 'o', at: 11, deleted: true }))).toMatchObject({ deleted: 1 });
      const after = { id: 'o', at: 12, deleted: true, raw: joined(2) };
      expect(await write(batchOf(after))).toMatchObject({ unchanged: 1, deleted: 0 });
      expect(await rowOf('o')).toEqual({ raw: { n: 1, ...joined(1) }, revision: 2 });
      expect(await write(batchOf({ id: 'o', at: 13, raw: { n: 1 } }))).toMatchObject({ updated: 1 });
      expect(await rowOf('o')).toEqual({ raw: { n: 1, ...joined(1) }, revision: 3 });
      const person = (state: State) => ({ ...batchOf(state), types: ['contacts'] });
      await write(person({ id: 'r', at: 10, raw: { n: 1, ...joined(1) } }));
      await write(person({ id: 'r', at: 11, raw: { n: 1, ...joined(1) }, deleted: true }));
      expect(await rowOf('r')).toEqual({ raw: {}, revision: 2 });
      await write(person({ id: 'r', at: 12, raw: { n: 1 } }));
      expect(await rowOf('r')).toEqual({ raw: { n: 1 }, revision: 3 });
    });
  });

  it('refuses a batch whose ids and objects do not match in number', async () => {
    await expect(write({ ...batchOf({ id: 'f', at: 60 }), json: '[]' })).rejects.toThrow();
    await expect(write({ ...batchOf({ id: 'f', at: 60 }), json: '[{},{}]' })).rejects.toThrow();
  });

  it('keeps a record that contains NUL', async () => {
    await write(batchOf({ id: 'g', at: 70, raw: { name: 'a\u0000b', path: 'c:\\u0000' } }));
    expect(await stored('g')).toMatchObject({ raw: { name: 'a\ufffdb', path: 'c:\\u0000' } });
  });

  it('ends at the newest state whatever the order, duplicates and concurrency', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const states = ids.flatMap((id) => [1, 2, 3, 4, 5].map((at) => ({ id, at: 100 + at, raw: { at } })));
    const shuffled = [...states, ...states].sort((a, b) => hash(a) - hash(b));
    const chunks = Array.from({ length: 20 }, (_, i) => shuffled.slice(i * 10, i * 10 + 10));
    await Promise.all(chunks.map((chunk) => write(batchOf(...newestPerId(chunk)))));
    for (const id of ids) expect(await stored(id)).toMatchObject({ raw: { at: 5 }, second: '105' });
  });
});

function newestPerId(states: State[]): State[] {
  const newest = new Map<string, State>();
  for (const state of states) if ((newest.get(state.id)?.at ?? 0) < state.at) newest.set(state.id, state);
  return [...newest.values()];
}

function hash(state: State): number {
  return [...JSON.stringify(state)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 10_007, 7);
}
