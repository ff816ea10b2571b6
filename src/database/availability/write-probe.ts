import { Pool, type PoolClient } from 'pg';
import type { PoolOptions } from '../data-source.options.js';
import { writeProbeSql } from './write-probe.sql.js';

/** Additional time for the server to report its own timeout. */
const SERVER_GRACE_MS = 500;

/**
 * Writes to PostgreSQL as a delivery would. It has its own connection, so that a process with a busy pool does not
 * appear to be unavailable.
 */
export class WriteProbe {
  private readonly pool: Pool;
  private readonly sql: string;

  constructor(
    { url, applicationName }: PoolOptions,
    private readonly timeoutMs: number,
  ) {
    this.pool = new Pool({
      connectionString: url,
      application_name: `${applicationName}:health`,
      max: 1,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs + SERVER_GRACE_MS,
      allowExitOnIdle: true,
    });
    this.sql = writeProbeSql(timeoutMs, timeoutMs / 2);
    // The next write reports a connection that was lost while idle.
    this.pool.on('error', () => undefined);
  }

  /** @throws the error of the driver */
  async write(): Promise<void> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    const onLost = (): void => undefined;
    client.on('error', onLost);
    const began = performance.now();
    try {
      await client.query(this.sql);
      // If a commit waits for a standby, the timeout ends only the wait, and the server reports success.
      if (performance.now() - began >= this.timeoutMs) throw new Error('PostgreSQL has not answered in time');
    } catch (error) {
      failure = await broken(client, error as Error);
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(failure);
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}

/** A working connection is kept, because a server without free connections would not provide another one. */
async function broken(client: PoolClient, error: Error & { severity?: string }): Promise<Error | undefined> {
  if (error.severity !== 'ERROR') return error;
  return client.query('ROLLBACK').then(
    () => undefined,
    (lost: Error) => lost,
  );
}
