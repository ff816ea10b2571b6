import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** As the service connects: owner of the database, bound by row-level security. */
  url: string;
  /** As a superuser on the same database, for looking at everything. */
  adminUrl: string;
  drop(): Promise<void>;
}

/** A database of one's own with the whole schema: a clone of the template, some thirty milliseconds. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const base = new URL(required('TEST_DATABASE_URL'));
  const template = base.pathname.slice(1);
  const admin = required('TEST_ADMIN_URL');
  await query(admin, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${base.username}`);
  return {
    url: withDatabase(base.href, name),
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
