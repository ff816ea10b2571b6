import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import type { PoolOptions } from '../database/data-source.options.js';
import { poolOf } from '../database/pool.js';
import { settingsOf } from '../database/session.settings.js';

const POOLER_HINT = 'set DATABASE_POOLER=transaction (docs/operations.md)';
/** A pooler hands the same connection out again by chance, but not so often. */
const ROUNDS = 5;
/** SQLSTATE invalid_sql_statement_name, duplicate_prepared_statement. */
const MIXED_UP = new Set(['26000', '42P05']);

/**
 * Proves that a connection is set as we rely on, and that nothing in between mixes up its prepared statements: such a
 * pooler would give the rows of one statement as those of another.
 * @throws ConfigError that names the variable and what to do
 */
export async function requireSession(dataSource: DataSource, pool: PoolOptions, variable: string): Promise<void> {
  const problem =
    (await settingsProblem(dataSource, pool)) ?? (pool.isPooled ? null : await statementsProblem(dataSource));
  if (problem) throw new ConfigError([`${variable}: ${problem}`]);
}

async function settingsProblem(dataSource: DataSource, pool: PoolOptions): Promise<string | null> {
  const wanted = settingsOf(pool);
  const rows = await dataSource.query<{ login: string; name: string; setting: string }[]>(
    `SELECT session_user AS login, name, setting FROM pg_settings WHERE name = ANY ($1)`,
    [Object.keys(wanted)],
  );
  const wrong = rows.filter(({ name, setting }) => setting !== wanted[name]);
  if (wrong.length === 0) return null;
  const statements = wrong.map(({ login, name }) => `ALTER ROLE ${login} SET ${name} = '${wanted[name]}'`).join('; ');
  const found = wrong.map(({ name, setting }) => `${name} is ${setting}`).join(', ');
  return pool.isPooled
    ? `${found} for this login: run "${statements}" as a superuser, then have the pooler open new connections (RECONNECT)`
    : `${found}, although we asked for something else: behind a pooler, ${POOLER_HINT} and run "${statements}"`;
}

async function statementsProblem(dataSource: DataSource): Promise<string | null> {
  const pool = poolOf(dataSource);
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  let isMixed = false;
  try {
    for (let round = 0; round < ROUNDS && !isMixed; round++) isMixed = await mixesUp(...clients);
  } finally {
    for (const client of clients) client.release(isMixed);
  }
  return isMixed ? `a pooler in between mixes up prepared statements: ${POOLER_HINT}` : null;
}

/** Whether a statement that one client has prepared is gone once another client had its turn. */
async function mixesUp(one: PoolClient, other: PoolClient): Promise<boolean> {
  const statement = { name: `probe_${randomBytes(8).toString('hex')}`, text: 'SELECT 1 AS one' };
  await one.query(statement);
  try {
    await other.query('BEGIN');
    await other.query(statement);
    await one.query(statement);
    return false;
  } catch (error) {
    if (MIXED_UP.has((error as { code?: string }).code ?? '')) return true;
    throw error;
  } finally {
    await other.query('ROLLBACK');
  }
}
