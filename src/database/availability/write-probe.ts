import { Pool, type PoolClient } from 'pg';
import type { PoolOptions } from '../data-source.options.js';
import { writeProbeSql } from './write-probe.sql.js';

/** The server should tell by itself what takes too long; it gets this much longer to do so. */
const SERVER_GRACE_MS = 500;

/**
 * Writes to PostgreSQL as a delivery would. It has its own connection: a busy pool must not make the orchestrator take a
 * working process out of service.
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
    // A connection lost while idle is reported by the next write.
    this.pool.on('error', () => undefined);
  }

  /** @throws whatever the driver says */
  async write(): Promise<void> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    const onLost = (): void => undefined;
    client.on('error', onLost);
    const began = performance.now();
    try {
      await client.query(this.sql);
      // Of a commit that waits for a standby, the timeout ends the waiting alone, and the server calls it committed.
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

/** A connection that lives is kept: a server whose connections are used up would not give another one. */
async function broken(client: PoolClient, error: Error & { severity?: string }): Promise<Error | undefined> {
  if (error.severity !== 'ERROR') return error;
  return client.query('ROLLBACK').then(
    () => undefined,
    (lost: Error) => lost,
  );
}
