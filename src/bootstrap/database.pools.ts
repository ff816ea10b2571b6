import type { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import type { Config } from '../config/config.js';
import type { PoolOptions } from '../database/data-source.options.js';
import type { DatabasePools } from '../database/database.pools.js';
import { assertServiceRole, prepareServiceRole, SERVICE_ROLE } from '../database/service-role.js';
import { withDataSource } from './connect.js';
import { requireSession } from './require-session.js';

const POOLED =
  'DATABASE_MIGRATION_URL is missing: with DATABASE_POOLER=transaction it must bypass the pooler, because migrations hold a lock for a session';

type Variable = 'DATABASE_URL' | 'DATABASE_API_URL' | 'DATABASE_MIGRATION_URL';

interface Login {
  variable: Variable;
  url: string;
}

/** Decides how this process connects. Asks the database whether row-level security applies to each login. */
export async function databasePools(config: Config): Promise<DatabasePools> {
  const serves = config.roles.includes('api');
  const crosses = config.roles.some((role) => role !== 'api');
  const worker = await poolOf(config, workerLogin(config));
  const main = serves ? await poolOf(config, apiLogin(config), worker) : worker;
  return {
    main,
    crossing: crosses ? worker : null,
    admin: { ...worker, poolSize: config.limits.DATABASE_ADMIN_POOL_SIZE },
  };
}

/**
 * The pool of the owner's login, which only migrations use. The running service does not need this login.
 * @throws ConfigError when the login leads to a pooler in transaction mode
 */
export async function migrationPool(config: Config): Promise<PoolOptions> {
  const login = migrationLogin(config);
  if (config.databaseIsPooled && login.variable !== 'DATABASE_MIGRATION_URL') throw new ConfigError([POOLED]);
  return poolOf(config, login);
}

async function poolOf(config: Config, { variable, url }: Login, known?: PoolOptions): Promise<PoolOptions> {
  if (url === known?.url) return known;
  const pool: PoolOptions = {
    url,
    // Migrations hold a lock for a session, so the URL of the owner's login bypasses the pooler.
    isPooled: config.databaseIsPooled && variable !== 'DATABASE_MIGRATION_URL',
    poolSize: config.limits.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.limits.DATABASE_STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: config.limits.DATABASE_LOCK_TIMEOUT_MS,
    applicationName: `integration-service:${config.roles.join('+')}`,
  };
  const stepsDown = await withDataSource(pool, variable, async (dataSource) => {
    await requireSession(dataSource, pool, variable);
    return mustStepDown(config, variable, dataSource);
  });
  return stepsDown ? { ...pool, assumeRole: SERVICE_ROLE } : pool;
}

/** Only a single login outside production may assume the service role. This is usually a development database. */
async function mustStepDown(config: Config, variable: Variable, dataSource: DataSource): Promise<boolean> {
  const { url } = workerLogin(config);
  const isSingle = apiLogin(config).url === url && migrationLogin(config).url === url;
  if (isSingle && !config.production && !config.databaseIsPooled) return prepareServiceRole(dataSource);
  await assertServiceRole(dataSource, variable);
  return false;
}

function workerLogin({ databaseUrl = '' }: Config): Login {
  return { variable: 'DATABASE_URL', url: databaseUrl };
}

function apiLogin({ databaseUrl, databaseApiUrl = databaseUrl }: Config): Login {
  return loginOf('DATABASE_API_URL', databaseApiUrl, databaseUrl);
}

function migrationLogin({ databaseUrl, databaseMigrationUrl = databaseUrl }: Config): Login {
  return loginOf('DATABASE_MIGRATION_URL', databaseMigrationUrl, databaseUrl);
}

/** If the variable is not set, an error must name DATABASE_URL instead. */
function loginOf(variable: Variable, url = '', worker: string | undefined): Login {
  return { variable: url === worker ? 'DATABASE_URL' : variable, url };
}
