import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type PoolOptions } from './data-source.options.js';
import { asUnreachable } from './database.errors.js';
import { inOneStatement, inTransaction } from './in-transaction.js';
import { CROSSING_SCOPE, type TenantCrossing } from './tenant-crossing.js';
import type { Transaction } from './transaction.js';

/**
 * Access to the rows of all tenants, for administration and retention. A small pool with the worker's login, opened at
 * its first use. A process that only serves the API has no other way past row-level security, so only `src/admin` may
 * import it.
 */
@Injectable()
export class AdminDatabase implements TenantCrossing {
  private opening?: Promise<DataSource>;

  constructor(private readonly pool: PoolOptions) {}

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(await this.open(), CROSSING_SCOPE, work);
  }

  /** Calls a function of the owner's login: one statement, in one round trip. */
  async call<T>(sql: string, parameters: readonly unknown[]): Promise<T[]> {
    return inOneStatement<T>(await this.open(), sql, parameters);
  }

  async close(): Promise<void> {
    const dataSource = await this.opening?.catch(() => undefined);
    await dataSource?.destroy();
  }

  private open(): Promise<DataSource> {
    return (this.opening ??= new DataSource(dataSourceOptions(this.pool)).initialize().catch((error: unknown) => {
      this.opening = undefined;
      throw asUnreachable(error);
    }));
  }
}
