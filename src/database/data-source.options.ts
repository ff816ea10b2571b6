import type { DataSourceOptions } from 'typeorm';
import type { ClientBase } from 'pg';
import { MIGRATIONS } from './migrations/index.js';
import { settingsOf } from './session.settings.js';
import { endWhenSilent } from './silent-connection.js';

/** How much longer than the statement's timeout the server may take to report it. */
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
  /** Connections go through a pooler that assigns a server's connection for one transaction. */
  isPooled?: boolean;
}

/** What we add to the pool's own options. */
export interface PoolExtras {
  /** Statements get no name and are parsed each time: the next transaction may run on another connection. */
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

/** Poolers refuse these, and the login has them instead (docs/operations.md). */
function startupOptions(pool: PoolOptions): string {
  const settings = { ...settingsOf(pool), ...(pool.assumeRole && { role: pool.assumeRole }) };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

function endingWhenSilent(silenceMs: number): (client: ClientBase) => void {
  return (client) => endWhenSilent(client, silenceMs);
}
