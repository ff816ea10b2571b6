import type { DataSource } from 'typeorm';
import type { PoolOptions } from '../database/data-source.options.js';
import { applyRoles } from '../database/roles/apply-roles.js';
import { FOREIGN_OWNER_SQL } from '../database/roles/catalog.sql.js';
import { withDataSource } from './connect.js';
import { ForeignTablesError } from './foreign-tables.error.js';

/**
 * Runs pending migrations, then updates grants and policies for the existing logins. Processes that start together run
 * it one after the other. Returns the names of the migrations that it ran.
 * @param pool of the owner's login
 * @throws ForeignTablesError when another login owns the tables
 */
export async function migrate(pool: PoolOptions): Promise<string[]> {
  return withDataSource({ ...pool, statementTimeoutMs: 0 }, 'DATABASE_MIGRATION_URL', async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    await lock.query(`SELECT pg_advisory_lock(hashtext('integration-service migrations'))`);
    try {
      await assertOwner(dataSource);
      const ran = (await dataSource.runMigrations()).map(({ name }) => name);
      await applyRoles(dataSource);
      return ran;
    } finally {
      await lock.query(`SELECT pg_advisory_unlock(hashtext('integration-service migrations'))`);
      await lock.release();
    }
  });
}

async function assertOwner(dataSource: DataSource): Promise<void> {
  const [foreign] = await dataSource.query<{ login: string; owner: string }[]>(FOREIGN_OWNER_SQL);
  if (foreign) throw new ForeignTablesError(foreign.login, foreign.owner);
}

/** {@link migrate}, for a start outside production. It logs a message if the login is not the owner's. */
export async function migrateWhereOwner(pool: PoolOptions, log: (line: string) => void): Promise<void> {
  try {
    await migrate(pool);
  } catch (error) {
    if (!(error instanceof ForeignTablesError)) throw error;
    log(`Nothing was migrated. ${error.message}`);
  }
}
