import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import type { PoolOptions } from '../database/data-source.options.js';
import { poolOf } from '../database/pool.js';
import { settingsOf } from '../database/session.settings.js';

const POOLER_HINT = 'set DATABASE_POOLER=transaction (docs/operations.md)';
/** Number of attempts. A pooler may return the same connection by chance, but not in every attempt. */
const ROUNDS = 5;
/** SQLSTATE invalid_sql_statement_name, duplicate_prepared_statement: errors of a statement on the wrong connection. */
const MIXED_UP = new Set(['26000', '42P05']);

/**
 * Checks that a connection has the required settings, and that no pooler mixes up its prepared statements. Such a
 * pooler would return the rows of another statement.
 * @throws ConfigError that names the variable and how to correct it
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
    ? `${found} for this login: run "${statements}" as a superuser, then reconnect the pooler (RECONNECT)`
    : `${found}, which is not the requested value: if there is a pooler, ${POOLER_HINT} and run "${statements}"`;
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
  return isMixed ? `a pooler mixes up prepared statements: ${POOLER_HINT}` : null;
}

/** Whether one client loses its prepared statement after another client used the connection. */
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
