import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface LoginEnv extends Record<string, string> {
  DATABASE_URL: string;
  DATABASE_API_URL: string;
  DATABASE_MIGRATION_URL: string;
}

export interface TestDatabase {
  /** URL of the workers' login. */
  url: string;
  /** URL of the API's login. */
  apiUrl: string;
  /** URL of the login that owns the tables. */
  migrationUrl: string;
  /**
   * The service's environment for this database: with three logins, or with a single one if TEST_LOGINS is `single`.
   */
  env: LoginEnv;
  /** The environment with three logins in any case, for tests about logins. */
  threeLogins: LoginEnv;
  /** URL of a superuser on the same database, for looking at everything. */
  adminUrl: string;
  drop(): Promise<void>;
}

/** `TEST_LOGINS=single`: one login does everything and owns the tables, as in an installation with one URL. */
const IS_SINGLE = process.env.TEST_LOGINS === 'single';

/**
 * Creates a database for one spec file, with the whole schema. It is a clone of the template, which takes about thirty
 * milliseconds.
 */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const owner = new URL(required('TEST_MIGRATION_URL'));
  const template = owner.pathname.slice(1);
  const admin = required('TEST_ADMIN_URL');
  await query(admin, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner.username}`);
  // Grants on the database itself are not cloned. The service does the same when it migrates.
  await query(admin, `REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
  const [url, apiUrl, migrationUrl] = ['TEST_DATABASE_URL', 'TEST_API_URL', 'TEST_MIGRATION_URL'].map((variable) =>
    withDatabase(required(variable), name),
  ) as [string, string, string];
  return {
    url,
    apiUrl,
    migrationUrl,
    env: IS_SINGLE ? logins(migrationUrl, migrationUrl, migrationUrl) : logins(url, apiUrl, migrationUrl),
    threeLogins: logins(url, apiUrl, migrationUrl),
    adminUrl: withDatabase(admin, name),
    drop: () => query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).then(() => undefined),
  };
}

function logins(worker: string, api: string, owner: string): LoginEnv {
  return { DATABASE_URL: worker, DATABASE_API_URL: api, DATABASE_MIGRATION_URL: owner };
}

export async function query<T extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.href;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is set by test/support/global.setup.js`);
  return value;
}
