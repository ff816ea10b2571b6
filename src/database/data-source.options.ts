import type { DataSourceOptions } from 'typeorm';
import type { ClientBase } from 'pg';
import { MIGRATIONS } from './migrations/index.js';
import { endWhenSilent } from './silent-connection.js';

/** So much longer than the statement's timeout the server may take to tell of it. */
const SERVER_GRACE_MS = 5_000;

export interface PoolOptions {
  url: string;
  poolSize: number;
  statementTimeoutMs: number;
  /** 0 or absent: none but the statement's. */
  lockTimeoutMs?: number;
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
      ...(pool.statementTimeoutMs > 0 && { lock_timeout: pool.lockTimeoutMs ?? 0 }),
      // A worker that was frozen inside a transaction must not keep its locks for ever.
      idle_in_transaction_session_timeout: pool.statementTimeoutMs,
      ...(pool.statementTimeoutMs > 0 && { onConnect: endingWhenSilent(pool.statementTimeoutMs + SERVER_GRACE_MS) }),
      // A time without an offset is UTC, whatever the server's own zone is.
      options: `-c TimeZone=UTC${pool.assumeRole ? ` -c role=${pool.assumeRole}` : ''}`,
    },
  };
}

function endingWhenSilent(silenceMs: number): (client: ClientBase) => void {
  return (client) => endWhenSilent(client, silenceMs);
}
