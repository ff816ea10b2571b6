import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DatabaseAvailability } from './availability/database.availability.js';
import { inTransaction } from './in-transaction.js';
import { CROSSING_SCOPE, type TenantCrossing } from './tenant-crossing.js';
import type { Transaction } from './transaction.js';

/**
 * Work of workers and schedulers across tenants: claiming due work, schedules, refreshing tokens. It uses the worker's
 * login. A rule in `.dependency-cruiser.cjs` decides who may import this file.
 */
@Injectable()
export class CrossTenant implements TenantCrossing {
  /**
   * @param dataSource `null`: the process is neither worker nor scheduler
   * @param availability while it refuses, no statement is sent, because this background work can wait
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
