import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../database/transaction.js';
import { READ_IN_ORDER, takeMoreSql, wakeDueSql, walkDueSql } from './due.sql.js';
import { hasSeveralJobs, type WorkTableDefinition } from './work-table.definition.js';
import type { DueQuery, DueWork } from './due.work.js';

type TakenRow = Omit<DueWork, 'job'>;
type WalkedRow = { walkedTo: string | null } & (TakenRow | { id: null });

/**
 * Takes due rows of one work table, in turn over its tenants. The cost depends on the rows that it takes, not on the
 * number of tenants with due or open rows.
 */
export class DueTaker {
  private readonly wakeSql: string;
  private readonly walkSql: string;
  private readonly moreSql: string;
  /**
   * Tenant after which the next walk begins, by job. The first walk begins at a random place, so that workers do not
   * follow each other.
   */
  private readonly walkedTo = new Map<string, string>();

  /** @param steps largest number of tenants that one walk visits in each half of their order */
  constructor(
    private readonly table: WorkTableDefinition,
    private readonly steps: number,
  ) {
    this.wakeSql = wakeDueSql(table);
    this.walkSql = walkDueSql(table);
    this.moreSql = takeMoreSql(table);
  }

  /** Returns the number of rows that have become due. */
  async wake(tx: Transaction, limit: number): Promise<number> {
    await tx.execute(`SELECT ${READ_IN_ORDER}`);
    return tx.execute(this.wakeSql, [limit]);
  }

  /** Takes one row of each tenant first. The rest of the limit is divided equally among the same tenants. */
  async take(tx: Transaction, query: Omit<DueQuery, 'jobs'>, job: string): Promise<DueWork[]> {
    const { limit, perTenant, hintTtlMs, dueForMs } = query;
    const conditions = [hintTtlMs, dueForMs];
    const scope = hasSeveralJobs(this.table) ? [job] : [];
    const after = this.walkedTo.get(job) ?? randomUUID();
    await tx.execute(`SELECT ${READ_IN_ORDER}`);
    const walked = await tx.rows<WalkedRow>(this.walkSql, [limit, ...conditions, after, this.steps, ...scope]);
    this.walkedTo.set(job, walked[0]?.walkedTo ?? after);
    const first = walked.filter((row): row is WalkedRow & TakenRow => row.id !== null);
    const left = limit - first.length;
    const each = Math.min(perTenant - 1, Math.floor(left / first.length));
    const tenants = first.map(({ tenantId }) => tenantId);
    const more =
      first.length > 0 && each > 0
        ? await tx.rows<TakenRow>(this.moreSql, [left, ...conditions, tenants, each, ...scope])
        : [];
    return [...first, ...more].map(({ tenantId, id, takenOver, overdueMs }) => ({
      tenantId,
      id,
      job,
      takenOver,
      overdueMs,
    }));
  }
}
