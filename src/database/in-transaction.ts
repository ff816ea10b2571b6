import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { asUnavailable, asUnreachable } from './database.errors.js';
import type { PoolExtras } from './data-source.options.js';
import { poolOf } from './pool.js';
import { statementName } from './statement-name.js';
import { TenantTransaction, Transaction, type StatementNaming } from './transaction.js';

/**
 * Runs `work` in a transaction on TypeORM's pool. `scope` is SQL from our own code. It is sent together with BEGIN,
 * because round trips dominate the cost of the hot paths. Errors of `work` itself are not changed: a provider that
 * cannot be reached is not a problem of PostgreSQL.
 */
export function inTransaction<T>(
  dataSource: DataSource,
  scope: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return within(dataSource, scope, (client) => work(new Transaction(client, namingOf(dataSource))));
}

/**
 * {@link inTransaction} on the rows of one tenant.
 * @param tenantId a UUID. The caller must have checked it, because it becomes part of the SQL
 */
export function inTenantTransaction<T>(
  dataSource: DataSource,
  tenantId: string,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  return within(dataSource, `set_config('app.tenant_id', '${tenantId}', true)`, (client) =>
    work(new TenantTransaction(tenantId, client, namingOf(dataSource))),
  );
}

async function within<T>(dataSource: DataSource, scope: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let client: PoolClient | undefined;
  let broken: Error | undefined;
  try {
    client = await connect(poolOf(dataSource));
    client.on('error', ignore);
    await ask(client, `BEGIN; SELECT ${scope}`);
    const result = await work(client);
    await ask(client, 'COMMIT');
    return result;
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    client?.off('error', ignore);
    client?.release(broken);
  }
}

/** Runs one statement, which is its own transaction. */
export async function inOneStatement<T>(
  dataSource: DataSource,
  sql: string,
  parameters: readonly unknown[],
): Promise<T[]> {
  try {
    const query = { name: namingOf(dataSource)(sql), text: sql, values: [...parameters] };
    return (await poolOf(dataSource).query<T & QueryResultRow>(query)).rows;
  } catch (error) {
    throw asUnavailable(error);
  }
}

function namingOf({ options }: DataSource): StatementNaming {
  return (options.extra as PoolExtras).leavesUnnamed ? unnamed : statementName;
}

function unnamed(): undefined {}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asUnreachable(error);
  }
}

async function ask(client: PoolClient, sql: string): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** Returns an error if the connection cannot roll back. Such a connection is closed. */
async function rollback(client: PoolClient | undefined): Promise<Error | undefined> {
  try {
    await client?.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** The next statement reports a connection that was lost between two statements. */
function ignore(): void {}
