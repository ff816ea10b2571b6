import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TenantTransaction } from '../database/transaction.js';
import type { AuditEntry } from './audit.row.js';

/**
 * Records who did what, under the tenant that the actor acted for. The outcome of an administrator's request is added
 * later. Nothing else of an entry changes.
 */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  /** Adds an entry in the transaction of the action, so both are committed or neither. */
  async append(tx: TenantTransaction, { actor, action, target, detail }: AuditEntry): Promise<string> {
    const row = await tx.row<{ id: string }>(
      `INSERT INTO audit_log (tenant_id, id, actor, action, target, detail)
       VALUES ($1, new_id(), $2, $3, $4, $5) RETURNING id`,
      [tx.tenantId, actor, action, target, JSON.stringify(detail)],
    );
    return (row as { id: string }).id;
  }

  /** Adds an entry and commits it. */
  begin(tenantId: string, entry: AuditEntry): Promise<string> {
    return this.database.inTenant(tenantId, (tx) => this.append(tx, entry));
  }

  async end(tenantId: string, id: string, outcome: { status: number; code?: string }): Promise<void> {
    await this.database.inTenant(tenantId, (tx) =>
      tx.execute(`UPDATE audit_log SET outcome = $3 WHERE tenant_id = $1 AND id = $2`, [
        tenantId,
        id,
        JSON.stringify(outcome),
      ]),
    );
  }
}
