import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

export interface PoolOptions {
  url: string;
  poolSize: number;
  statementTimeoutMs: number;
  applicationName: string;
  /** Role every connection assumes, when the login role could bypass row-level security. */
  assumeRole?: string;
}

export function dataSourceOptions(pool: PoolOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: pool.url,
    applicationName: pool.applicationName,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolErrorHandler: () => undefined,
    extra: {
      max: pool.poolSize,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: pool.statementTimeoutMs,
      ...(pool.assumeRole && { options: `-c role=${pool.assumeRole}` }),
    },
  };
}
