import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inOneStatement, inTransaction } from './in-transaction.js';
import type { Transaction } from './transaction.js';

/**
 * Work that no single tenant owns: receiving webhooks, claiming due work, retention, administration. The only
 * way around row-level security; who may import this file is a rule of `npm run check`.
 */
@Injectable()
export class CrossTenant {
  constructor(private readonly dataSource: DataSource) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.dataSource, `set_config('app.scope', 'system', true)`, work);
  }

  /** One statement, in one round trip, that calls a function which sets the scope for itself. */
  call<T>(sql: string, parameters: readonly unknown[]): Promise<T[]> {
    return inOneStatement<T>(this.dataSource, sql, parameters);
  }
}
