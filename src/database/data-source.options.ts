import type { DataSourceOptions } from 'typeorm';
import type { ClientBase } from 'pg';
import { MIGRATIONS } from './migrations/index.js';
import { settingsOf } from './session.settings.js';
import { endWhenSilent } from './silent-connection.js';

/** Additional time for the server to report a statement timeout. */
const SERVER_GRACE_MS = 5_000;

export interface PoolOptions {
  url: string;
  poolSize: number;
  statementTimeoutMs: number;
  /** 0 or absent: only the statement timeout applies. */
  lockTimeoutMs?: number;
  applicationName: string;
  /** Role that every connection assumes, if the login itself could bypass row-level security. */
  assumeRole?: string;
  /** Connections go through a pooler in transaction mode. */
  isPooled?: boolean;
}

/** Our additions to the options of the pool. */
export interface PoolExtras {
  /** Statements have no name and are parsed each time, because the next transaction may use another connection. */
  leavesUnnamed: boolean;
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
      leavesUnnamed: pool.isPooled ?? false,
      ...(pool.statementTimeoutMs > 0 && { onConnect: endingWhenSilent(pool.statementTimeoutMs + SERVER_GRACE_MS) }),
      ...(!pool.isPooled && { options: startupOptions(pool) }),
    },
  };
}

/**
 * Settings in the startup message. Poolers refuse them, so there the login itself has these settings
 * (docs/operations.md).
 */
function startupOptions(pool: PoolOptions): string {
  const settings = { ...settingsOf(pool), ...(pool.assumeRole && { role: pool.assumeRole }) };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

function endingWhenSilent(silenceMs: number): (client: ClientBase) => void {
  return (client) => endWhenSilent(client, silenceMs);
}
