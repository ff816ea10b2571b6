import { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import type { Config } from '../config/config.js';
import { dataSourceOptions, type PoolOptions } from '../database/data-source.options.js';
import { MIGRATIONS } from '../database/migrations/index.js';
import { prepareServiceRole, SERVICE_ROLE } from '../database/service-role.js';
import { databaseProblem } from './database.problem.js';

/** How this process connects; asks the database whether its login role is one that must step down. */
export async function poolOptions(config: Config): Promise<PoolOptions> {
  const pool: PoolOptions = {
    url: config.databaseUrl ?? '',
    poolSize: config.limits.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.limits.DATABASE_STATEMENT_TIMEOUT_MS,
    applicationName: `integration-service:${config.roles.join('+')}`,
  };
  const stepsDown = await withDataSource(pool, (dataSource) => prepareServiceRole(dataSource, !config.production));
  return stepsDown ? { ...pool, assumeRole: SERVICE_ROLE } : pool;
}

/** Serialised over processes that start together. Returns the names of what it ran. */
export async function migrate(pool: PoolOptions): Promise<string[]> {
  return withDataSource({ ...pool, statementTimeoutMs: 0 }, async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    await lock.query(`SELECT pg_advisory_lock(hashtext('integration-service migrations'))`);
    try {
      return (await dataSource.runMigrations()).map(({ name }) => name);
    } finally {
      await lock.query(`SELECT pg_advisory_unlock(hashtext('integration-service migrations'))`);
      await lock.release();
    }
  });
}

/** For production, where `npm run migrate` runs them. @throws ConfigError when one is pending */
export async function requireMigrated(pool: PoolOptions): Promise<void> {
  const done = await withDataSource(pool, async (dataSource) => {
    const [table] = await dataSource.query<{ exists: boolean }[]>(
      `SELECT to_regclass('schema_migrations') IS NOT NULL AS exists`,
    );
    if (!table?.exists) return new Set<string>();
    const rows = await dataSource.query<{ name: string }[]>(`SELECT name FROM schema_migrations`);
    return new Set(rows.map(({ name }) => name));
  });
  const pending = MIGRATIONS.filter(({ name }) => !done.has(name)).length;
  if (pending > 0) {
    throw new ConfigError([`DATABASE_URL: ${pending} migrations have not been run there: run "npm run migrate" first`]);
  }
}

async function withDataSource<T>(pool: PoolOptions, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await connect(pool);
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function connect(pool: PoolOptions): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions({ ...pool, poolSize: 3 })).initialize();
  } catch (error) {
    throw new ConfigError([databaseProblem(error)]);
  }
}
