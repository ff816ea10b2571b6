import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import prettier from 'prettier';
import { dataModel } from './data-model.text.js';

/**
 * Writes docs/data-model.md from the catalogue of a migrated database; `--check` fails instead if the file is out of
 * date. Without `--url` it migrates an embedded database, for which the service must be built.
 */
const FILE = resolve(import.meta.dirname, '../docs/data-model.md');
const DIST = resolve(import.meta.dirname, '../dist/src');
const { check, url } = parseArgs({ options: { check: { type: 'boolean' }, url: { type: 'string' } } }).values;

const text = url ? await described(url) : await withEmbeddedDatabase(described);
if (!check) await writeFile(FILE, text);
else if (!existsSync(FILE) || (await readFile(FILE, 'utf8')) !== text) {
  console.error('docs/data-model.md is out of date: run npm run docs:data-model, and commit the file');
  process.exitCode = 1;
}

/** @param {string} connectionString */
async function described(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const markdown = await dataModel(async (sql) => (await client.query(sql)).rows);
    return await prettier.format(markdown, { ...(await prettier.resolveConfig(FILE)), parser: 'markdown' });
  } finally {
    await client.end();
  }
}

/**
 * @param {(url: string) => Promise<string>} use
 * @returns {Promise<string>}
 */
async function withEmbeddedDatabase(use) {
  const { startEmbeddedPostgres } = await import(join(DIST, 'embedded/embedded-postgres.js'));
  const { loadConfig } = await import(join(DIST, 'config/config.js'));
  const { migrationPool } = await import(join(DIST, 'bootstrap/database.pools.js'));
  const { migrate } = await import(join(DIST, 'bootstrap/migrate.js'));
  const folder = await mkdtemp(join(tmpdir(), 'integration-model-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings: { fsync: 'off' } });
  try {
    const urls = { DATABASE_URL: postgres.url, DATABASE_MIGRATION_URL: postgres.migrationUrl };
    await migrate(await migrationPool(loadConfig({ ...urls, REDIS_URL: 'redis://127.0.0.1:1' })));
    return await use(postgres.migrationUrl);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
