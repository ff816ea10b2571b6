import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** Of the workers' login. */
  url: string;
  /** Of the API's login. */
  apiUrl: string;
  /** Of the login that owns everything in it. */
  migrationUrl: string;
  /** The service's environment for it, with the three logins. */
  env: { DATABASE_URL: string; DATABASE_API_URL: string; DATABASE_MIGRATION_URL: string };
  /** As a superuser on the same database, for looking at everything. */
  adminUrl: string;
  drop(): Promise<void>;
}

/** `TEST_LOGINS=single`: the login that owns the tables does everything, as in an installation with one URL. */
const LOGINS =
  process.env.TEST_LOGINS === 'single'
    ? ['TEST_MIGRATION_URL', 'TEST_MIGRATION_URL', 'TEST_MIGRATION_URL']
    : ['TEST_DATABASE_URL', 'TEST_API_URL', 'TEST_MIGRATION_URL'];

/** A database of one's own with the whole schema: a clone of the template, some thirty milliseconds. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const owner = new URL(required('TEST_MIGRATION_URL'));
  const template = owner.pathname.slice(1);
  const admin = required('TEST_ADMIN_URL');
  await query(admin, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner.username}`);
  // Grants of the database itself are not cloned; the service would do the same when it migrates.
  await query(admin, `REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
  const [url, apiUrl, migrationUrl] = LOGINS.map((variable) => withDatabase(required(variable), name)) as [
    string,
    string,
    string,
  ];
  return {
    url,
    apiUrl,
    migrationUrl,
    env: { DATABASE_URL: url, DATABASE_API_URL: apiUrl, DATABASE_MIGRATION_URL: migrationUrl },
    adminUrl: withDatabase(admin, name),
    drop: () => query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).then(() => undefined),
  };
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
