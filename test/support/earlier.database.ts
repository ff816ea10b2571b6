import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { MIGRATIONS } from '../../src/database/migrations/index.js';
import { applyRoles } from '../../src/database/roles/apply-roles.js';
import { query } from './database.js';

/** A database as it was before a migration. */
export interface EarlierDatabase {
  /** URL of the workers' login. */
  url: string;
  /** URL of a superuser on the same database. */
  adminUrl: string;
  /** Runs the other migrations. */
  upgrade(): Promise<void>;
  drop(): Promise<void>;
}

const numberOf = ({ name }: { name: string }): number => Number(name.slice(-13));

/** @param migration number of the first migration that has not run */
export async function createDatabaseBefore(migration: number): Promise<EarlierDatabase> {
  const name = `earlier_${randomUUID().replaceAll('-', '')}`;
  const [worker, owner, admin] = ['TEST_DATABASE_URL', 'TEST_MIGRATION_URL', 'TEST_ADMIN_URL'].map(
    (variable) => new URL(process.env[variable] ?? ''),
  ) as [URL, URL, URL];
  await query(admin.href, `CREATE DATABASE ${name} OWNER ${owner.username}`);
  const inDatabase = (url: URL) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const migrate = async (migrations: typeof MIGRATIONS) => {
    const pool = { url: inDatabase(owner), poolSize: 2, statementTimeoutMs: 0, applicationName: 'spec' };
    const source = await new DataSource({ ...dataSourceOptions(pool), migrations }).initialize();
    await source.runMigrations();
    await applyRoles(source);
    await source.destroy();
  };
  await migrate(MIGRATIONS.filter((known) => numberOf(known) < migration));
  return {
    url: inDatabase(worker),
    adminUrl: inDatabase(admin),
    upgrade: () => migrate(MIGRATIONS),
    drop: () => query(admin.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).then(() => undefined),
  };
}
