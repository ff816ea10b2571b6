import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { createDatabase, type TestDatabase } from './database.js';

/** Databases of one hub or several, which do not see each other's rows. */
export interface HubDatabases {
  databases: TestDatabase[];
  /** As workers, in the same order. */
  sources: DataSource[];
  drop(): Promise<void>;
}

export async function createHubDatabases(count: number): Promise<HubDatabases> {
  const databases = await Promise.all(Array.from({ length: count }, () => createDatabase()));
  const sources = await Promise.all(
    databases.map(({ url }) => {
      const pool = { url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
      return new DataSource(dataSourceOptions(pool)).initialize();
    }),
  );
  const drop = async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await Promise.all(databases.map((database) => database.drop()));
  };
  return { databases, sources, drop };
}
