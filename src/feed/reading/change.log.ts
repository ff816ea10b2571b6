import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { RecordRow } from '../../records/record.row.js';
import type { ChangeKind } from '../change.dto.js';
import { atHorizon, type FeedPosition } from '../feed.position.js';
import type { FeedScope } from '../feed.scope.js';
import { CHANGE_LOG_SQL, type FeedState } from './change-log.sql.js';

type LogRow = FeedState & { isMoreAbove: boolean } & { [Name in keyof ReadEntry]: ReadEntry[Name] | null };

interface ReadEntry extends RecordRow {
  xid: string;
  id: string;
  offset: number;
  /** `false`: it is of another type. It only marks where reading ended. */
  isMatch: boolean;
  /** The last entry that this page may read. */
  isEnd: boolean;
  /** Whether this change made the record present. */
  born: boolean;
  integrationId: string;
}

export type ChangedRecord = RecordRow & { integrationId: string; change: ChangeKind };

export interface LogPage {
  state: FeedState;
  records: ChangedRecord[];
  next: FeedPosition;
  isAtEnd: boolean;
  upToDate: boolean;
}

/** Reads entries after a position, with the records as they are now. */
@Injectable()
export class ChangeLog {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async read(tx: TenantTransaction, scope: FeedScope, after: FeedPosition, limit: number): Promise<LogPage> {
    const { tenantId, integrationId, types } = scope;
    // One entry may be read to its end before, and each other one has at least one record.
    const window = types ? Math.max(this.config.limits.LIST_ROWS_READ, limit + 2) : limit + 2;
    const sql = integrationId === null ? CHANGE_LOG_SQL.ofTenant : CHANGE_LOG_SQL.ofIntegration;
    const position = [after.xid, after.id, after.offset];
    const rows = await tx.rows<LogRow>(sql, [tenantId, integrationId, types, window, ...position, limit + 1]);
    return pageOf(rows, limit);
  }
}

function pageOf(rows: readonly LogRow[], limit: number): LogPage {
  const state = rows[0]!;
  const entries = rows.filter((row): row is FeedState & { isMoreAbove: boolean } & ReadEntry => row.xid !== null);
  const matches = entries.filter(({ isMatch }) => isMatch);
  const last = matches.length > limit ? matches[limit - 1] : entries.findLast(({ isEnd }) => isEnd);
  return {
    state,
    records: eachOnce(matches.slice(0, limit)),
    next: last
      ? { epoch: state.epoch, xid: last.xid, id: last.id, offset: last.offset }
      : atHorizon(state.epoch, state.horizon),
    isAtEnd: !last,
    upToDate: !last && !state.isMoreAbove,
  };
}

/** A record is the same in all of its entries, and the first one tells whether it was there before. */
function eachOnce(entries: readonly ReadEntry[]): ChangedRecord[] {
  const records = new Map<string, ChangedRecord>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.integrationId, entry.type, entry.externalId]);
    if (records.has(key)) continue;
    records.set(key, { ...entry, change: entry.deletedAt ? 'deleted' : entry.born ? 'created' : 'updated' });
  }
  return [...records.values()];
}
