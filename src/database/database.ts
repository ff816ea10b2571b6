import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UUID_SHAPE } from '../common/uuid.shape.js';
import { inOneStatement, inTenantTransaction, inTransaction } from './in-transaction.js';
import type { TenantTransaction } from './transaction.js';

/**
 * The way to a tenant's rows: a transaction in which row-level security shows that tenant and no other.
 * Outside of one, tenant tables look empty.
 */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws UnavailableError when PostgreSQL is away; whatever `work` throws rolls back. */
  inTenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    if (!UUID_SHAPE.test(tenantId)) throw new TypeError('A tenant id is a UUID');
    return inTenantTransaction(this.dataSource, tenantId, work);
  }

  /** One statement on tables that belong to no tenant (nonces, pauses). */
  platform<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return inTransaction(this.dataSource, `1`, (tx) => tx.rows<T>(sql, parameters));
  }

  /** One statement, in one round trip, that calls a function of the owner's: the few ways past row-level security. */
  call<T>(sql: string, parameters: readonly unknown[]): Promise<T[]> {
    return inOneStatement<T>(this.dataSource, sql, parameters);
  }
}
