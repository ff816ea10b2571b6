import type { Windowed } from '../common/page.reader.js';
import type { Transaction } from '../database/transaction.js';
import { NEXT_TYPE_SQL, recordsByChangeSql } from './record-list.sql.js';
import type { RecordRow } from './record.row.js';

export interface RecordFilter {
  tenantId: string;
  integrationId: string;
  /** `null`: all types. */
  type: string | null;
  /** `null`: tombstones and others. */
  deleted: boolean | null;
}

export interface ChangePosition {
  type: string;
  updatedAt: string;
  externalId: string;
}

/** Before every change. */
const EARLIEST = '0001-01-01T00:00:00.000Z';

/**
 * Reads what changed at or after a time, type by type: the index sorts changes within a type, so that a page costs what it
 * returns. Without a type each one that the integration has is read in turn.
 */
export class RecordChanges {
  private readonly sql: string;

  /** @param window rows that one page reads at most */
  constructor(window: number) {
    this.sql = recordsByChangeSql(window);
  }

  async read(
    tx: Transaction,
    filter: RecordFilter,
    since: string,
    after: ChangePosition | undefined,
    limit: number,
  ): Promise<(RecordRow | Windowed<RecordRow>)[]> {
    const rows: (RecordRow | Windowed<RecordRow>)[] = [];
    let position: ChangePosition | undefined = after ?? (await this.startOf(tx, filter, ''));
    while (position) {
      const found = await this.readType(tx, filter, since, position, limit - rows.length);
      rows.push(...found);
      if (rows.length >= limit || found.at(-1)?.isEnd) break;
      position = await this.startOf(tx, filter, position.type);
      // With a filter that no index answers, one type may have used up what a page reads: the next one is another page.
      if (position && filter.deleted !== null) return [...rows, endAt(position)];
    }
    return rows;
  }

  private readType(
    tx: Transaction,
    { tenantId, integrationId, deleted }: RecordFilter,
    since: string,
    { type, updatedAt, externalId }: ChangePosition,
    limit: number,
  ): Promise<Windowed<RecordRow>[]> {
    return tx.rows(this.sql, [tenantId, integrationId, type, deleted, since, updatedAt, externalId, limit]);
  }

  /** Before the first change of the type that follows another; `undefined`: there is none. */
  private async startOf(
    tx: Transaction,
    { tenantId, integrationId, type }: RecordFilter,
    previous: string,
  ): Promise<ChangePosition | undefined> {
    if (type !== null) return previous === '' ? startOfType(type) : undefined;
    const next = await tx.row<{ type: string }>(NEXT_TYPE_SQL, [tenantId, integrationId, previous]);
    return next && startOfType(next.type);
  }
}

function startOfType(type: string): ChangePosition {
  return { type, updatedAt: EARLIEST, externalId: '' };
}

/** Marks where a page has to end, as a window does. */
function endAt({ type, updatedAt }: ChangePosition): Windowed<RecordRow> {
  const at = new Date(updatedAt);
  const nothing = { version: '0', deletedAt: null, syncedAt: at, raw: '{}' };
  return { type, externalId: '', updatedAt: at, ...nothing, isMatch: false, isEnd: true };
}
