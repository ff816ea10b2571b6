import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TABLE_OWNERS, WRITERS_BY_NAME } from './testing/table.owners.js';
import { tableWrites } from './testing/table.writes.js';

const ROOT = join(import.meta.dirname, '../..');

/**
 * A module writes only its own tables. The schema belongs to no module: migrations, and the functions that they create,
 * run with the owner's login. The module whose tables a function writes calls it.
 */
const SCHEMA = /^src\/database\/(migrations|functions)\//;
const files = (readdirSync(join(ROOT, 'src'), { recursive: true }) as string[])
  .map((file) => `src/${file}`)
  .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|\/testing\//.test(file));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

function offences(file: string, text: string): string[] {
  const [, folder] = file.split('/');
  return tableWrites(text).flatMap(({ table, line }) => {
    if (table === null) return file in WRITERS_BY_NAME ? [] : [`${file}:${line} names its table by a value`];
    const owner = TABLE_OWNERS[table];
    if (!owner) return [`${file}:${line} writes ${table}, which has no owner`];
    return owner === folder ? [] : [`${file}:${line} writes ${table}, which belongs to ${owner}`];
  });
}

describe('The tables', () => {
  it('are written by the module that owns them', () => {
    const modules = files.filter((file) => !SCHEMA.test(file));
    expect(modules.flatMap((file) => offences(file, read(file)))).toEqual([]);
  });

  it('have an owner, every one that a migration creates', () => {
    const created = files
      .filter((file) => SCHEMA.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)/g)].map(([, name]) => name),
      );
    expect(Object.keys(TABLE_OWNERS).sort()).toEqual([...new Set(created)].sort());
  });

  it('are all found by the scan', () => {
    const written = files.filter((file) => !SCHEMA.test(file)).flatMap((file) => tableWrites(read(file)));
    const found = new Set(written.map(({ table }) => table));
    // Functions of the schema write bodies. The statement that strips them takes its table as a value.
    const unseen = Object.keys(TABLE_OWNERS).filter((table) => !found.has(table));
    expect(unseen).toEqual(['webhook_bodies', 'webhook_bodies_default', 'webhook_bodies_kept']);
  });

  it('are written by name in these files only, all of which do', () => {
    const byName = files.filter((file) => !SCHEMA.test(file) && tableWrites(read(file)).some(({ table }) => !table));
    expect(byName.sort()).toEqual(Object.keys(WRITERS_BY_NAME).sort());
  });
});

describe('A statement', () => {
  it.each([
    'INSERT INTO sync_runs (id) VALUES ($1)',
    'INSERT INTO sync_runs AS r (id)',
    'UPDATE sync_runs SET a = 1',
    'UPDATE sync_runs r SET a = 1',
    'UPDATE sync_runs AS r\n  SET a = 1',
    'UPDATE ONLY public.sync_runs SET a = 1',
    'DELETE FROM "sync_runs" WHERE true',
    'WITH x AS (DELETE FROM sync_runs RETURNING 1) SELECT',
    'MERGE INTO sync_runs USING x',
    'COPY sync_runs FROM STDIN',
    'TRUNCATE sync_runs',
  ])('in another module than the owner of its table fails: %s', (sql) => {
    expect(offences('src/integrations/planted.ts', `tx.execute(\`${sql}\`)`)).toEqual([
      'src/integrations/planted.ts:1 writes sync_runs, which belongs to sync',
    ]);
    expect(offences('src/sync/planted.ts', `tx.execute(\`${sql}\`)`)).toEqual([]);
  });

  it('on a table without an owner fails, and so does one whose table is a value', () => {
    expect(offences('src/sync/planted.ts', '`DELETE FROM planted_rows`')).toEqual([
      'src/sync/planted.ts:1 writes planted_rows, which has no owner',
    ]);
    expect(offences('src/sync/planted.ts', '`\nUPDATE ${name} t SET a = 1`')).toEqual([
      'src/sync/planted.ts:2 names its table by a value',
    ]);
  });

  it.each([
    'SELECT 1 FROM sync_runs FOR UPDATE',
    'SELECT 1 FROM sync_runs r FOR NO KEY UPDATE OF r SKIP LOCKED',
    'INSERT INTO integrations (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name',
  ])('that only reads or locks is left alone: %s', (sql) => {
    expect(offences('src/integrations/planted.ts', sql)).toEqual([]);
  });

  it('in a comment is not one', () => {
    expect(offences('src/integrations/planted.ts', '/** UPDATE sync_runs SET x */\n// DELETE FROM sync_runs')).toEqual(
      [],
    );
  });
});
