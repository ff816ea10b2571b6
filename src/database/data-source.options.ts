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
      // A worker that was frozen inside a transaction must not keep its locks for ever.
      idle_in_transaction_session_timeout: pool.statementTimeoutMs,
      // And a server that no longer answers at all cannot time anything out for us.
      ...(pool.statementTimeoutMs > 0 && { query_timeout: pool.statementTimeoutMs + 5_000 }),
      // A time without an offset is UTC, whatever the server's own zone is.
      options: `-c TimeZone=UTC${pool.assumeRole ? ` -c role=${pool.assumeRole}` : ''}`,
    },
  };
}
