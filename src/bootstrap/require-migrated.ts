import { ConfigError } from '../config/config.error.js';
import type { DatabasePools } from '../database/database.pools.js';
import { MIGRATIONS } from '../database/migrations/index.js';
import { withDataSource } from './connect.js';

/**
 * For production, where `npm run migrate` runs the migrations. Checks with each login of this process: a login that was
 * created after the last migration has no grants until that command runs again.
 * @throws ConfigError when a migration is pending, or a login may not read the tables
 */
export async function requireMigrated({ main, admin }: DatabasePools): Promise<void> {
  const logins = main.url === admin.url ? [main] : [main, admin];
  for (const login of logins) {
    const problem = await withDataSource(login, 'DATABASE_URL', async (dataSource) => {
      const [table] = await dataSource.query<{ login: string; isReadable: boolean | null }[]>(
        `SELECT current_user AS login, has_table_privilege(to_regclass('schema_migrations'), 'SELECT') AS "isReadable"`,
      );
      if (!table?.isReadable) return `the login ${table?.login} can read no tables`;
      const rows = await dataSource.query<{ name: string }[]>(`SELECT name FROM schema_migrations`);
      const done = new Set(rows.map(({ name }) => name));
      const pending = MIGRATIONS.filter(({ name }) => !done.has(name)).length;
      return pending > 0 ? `${pending} migrations have not been run there` : null;
    });
    if (problem) throw new ConfigError([`DATABASE_URL: ${problem}: run "npm run migrate" first`]);
  }
}
