import { Inject, Injectable } from '@nestjs/common';
import type { Windowed } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { NO_TENANT } from '../../database/no-tenant.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { RecordRow } from '../../records/record.row.js';
import { atHorizon, type FeedPosition } from '../feed.position.js';
import type { FeedScope } from '../feed.scope.js';
import { ANY_CHANGE_SQL, type FeedState } from './change-log.sql.js';
import type { LogPage } from './change.log.js';
import { recordWalkSql } from './record-walk.sql.js';

type WalkRow = Windowed<RecordRow & { integrationId: string }>;

const BEFORE_ALL = { integrationId: NO_TENANT, type: '', externalId: '' };

/**
 * Walks the records, tombstones included. What is written meanwhile is read afterwards from the log, from the horizon at the
 * start of the walk on.
 */
@Injectable()
export class RecordWalk {
  private readonly sql: ReturnType<typeof recordWalkSql>;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.sql = recordWalkSql(config.limits.LIST_ROWS_READ);
  }

  /** @param after `undefined`: from the beginning */
  async read(
    tx: TenantTransaction,
    { tenantId, integrationId, types }: FeedScope,
    state: FeedState,
    after: FeedPosition | undefined,
    limit: number,
  ): Promise<LogPage> {
    const from = after ?? atHorizon(state.epoch, state.horizon);
    const key = after?.walked ?? BEFORE_ALL;
    const rows = await tx.rows<WalkRow>(integrationId === null ? this.sql.ofTenant : this.sql.ofIntegration, [
      tenantId,
      integrationId,
      types,
      key.integrationId,
      key.type,
      key.externalId,
      limit + 1,
    ]);
    const matches = rows.filter(({ isMatch }) => isMatch);
    const records = matches
      .slice(0, limit)
      .map((row) => ({ ...row, change: row.deletedAt ? ('deleted' as const) : ('created' as const) }));
    const last = matches.length > limit ? matches[limit - 1] : rows.find(({ isEnd }) => isEnd);
    if (last) {
      const walked = { integrationId: last.integrationId, type: last.type, externalId: last.externalId };
      return { state, records, next: { ...from, walked }, isAtEnd: false, upToDate: false };
    }
    const isMore = await this.isMore(tx, { tenantId, integrationId, types }, from.xid);
    return { state, records, next: atHorizon(from.epoch, from.xid), isAtEnd: !isMore, upToDate: !isMore };
  }

  private async isMore(
    tx: TenantTransaction,
    { tenantId, integrationId, types }: FeedScope,
    xid: string,
  ): Promise<boolean> {
    const sql = integrationId === null ? ANY_CHANGE_SQL.ofTenant : ANY_CHANGE_SQL.ofIntegration;
    const window = this.config.limits.LIST_ROWS_READ;
    const row = await tx.row<{ isMore: boolean }>(sql, [tenantId, integrationId, types, window, xid]);
    return row?.isMore ?? false;
  }
}
