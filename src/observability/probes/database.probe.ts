import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { CachedProbe } from './cached-probe.js';

const TIMEOUT_MS = 1_000;

/**
 * Whether PostgreSQL answers. Over a connection of its own: a pool that is busy for a second must not make the
 * orchestrator take a working process out of service, least of all under load.
 */
@Injectable()
export class DatabaseProbe extends CachedProbe<void> implements OnModuleDestroy {
  private readonly pool: Pool;

  constructor(dataSource: DataSource) {
    const { url, applicationName } = dataSource.options as PostgresDataSourceOptions;
    const pool = new Pool({
      connectionString: url,
      application_name: `${applicationName}:health`,
      max: 1,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      idleTimeoutMillis: 15_000,
      allowExitOnIdle: true,
    });
    // A connection lost while idle is reported by the next question.
    pool.on('error', () => undefined);
    super(async () => void (await pool.query('SELECT 1')), { timeoutMs: TIMEOUT_MS });
    this.pool = pool;
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool.end();
  }
}
