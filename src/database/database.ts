import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UUID_SHAPE } from '../common/uuid.shape.js';
import { inOneStatement, inTenantTransaction, inTransaction } from './in-transaction.js';
import type { TenantTransaction } from './transaction.js';

/**
 * Access to the rows of one tenant: a transaction in which row-level security shows only that tenant.
 * Outside such a transaction, tenant tables appear to be empty.
 */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws UnavailableError when PostgreSQL is away. If `work` throws, the transaction is rolled back. */
  inTenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    if (!UUID_SHAPE.test(tenantId)) throw new TypeError('A tenant id is a UUID');
    return inTenantTransaction(this.dataSource, tenantId, work);
  }

  /** One statement on tables without a tenant (nonces, pauses). */
  platform<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return inTransaction(this.dataSource, `1`, (tx) => tx.rows<T>(sql, parameters));
  }

  /**
   * Calls a function of the owner's login: one statement, in one round trip. These functions are the only ways past
   * row-level security.
   */
  call<T>(sql: string, parameters: readonly unknown[]): Promise<T[]> {
    return inOneStatement<T>(this.dataSource, sql, parameters);
  }
}
