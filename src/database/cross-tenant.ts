import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DatabaseAvailability } from './availability/database.availability.js';
import { inTransaction } from './in-transaction.js';
import { CROSSING_SCOPE, type TenantCrossing } from './tenant-crossing.js';
import type { Transaction } from './transaction.js';

/**
 * Work of workers and schedulers that no single tenant owns: claiming due work, schedules, refreshing tokens. With the
 * worker's login; who may import this file is a rule of `npm run check`.
 */
@Injectable()
export class CrossTenant implements TenantCrossing {
  /**
   * @param dataSource `null`: the process is neither worker nor scheduler
   * @param availability while it refuses, nothing is asked: what crosses tenants is background work, which can wait
   */
  constructor(
    private readonly dataSource: DataSource | null,
    private readonly availability?: Pick<DatabaseAvailability, 'refusal'>,
  ) {}

  /**
   * @throws Error in a process that only serves the API
   * @throws DatabaseUnavailableError
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (!this.dataSource) throw new Error('Only workers and schedulers may cross tenants');
    const refusal = this.availability?.refusal();
    if (refusal) throw refusal;
    return inTransaction(this.dataSource, CROSSING_SCOPE, work);
  }
}
