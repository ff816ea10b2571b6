import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { StoredError } from '../../work/failure.verdict.js';
import type { Entity } from '../items/entity.js';
import type { RejectedItem } from '../items/item.reader.js';
import { reasonCode } from '../targets/reason.codes.js';
import { OPEN_STATUSES, SEEN_STATUSES, type SeenStatus } from '../targets/target.status.js';
import type { BatchCountsDto, BatchItemDto, BatchTargetDto, OutboundBatchDto } from './batch.dto.js';
import { BATCH_SQL, batchSql, type BatchSql } from './batch.sql.js';

interface BatchRow {
  id: string;
  entity: Entity;
  caller: string;
  integrationIds: string[] | null;
  platformIds: string[];
  stale: boolean[];
  rejected: RejectedItem[];
  status: 'received' | 'planned' | 'dead';
  error: StoredError | null;
  receivedAt: Date;
  plannedAt: Date | null;
}

interface TargetOfItem extends Omit<BatchTargetDto, 'code'> {
  /** Of the item. */
  index: number;
  code: string | null;
}

/** Reads calls of the intake routes, with what their items have become. */
@Injectable()
export class BatchReader {
  private readonly sql: BatchSql;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    this.sql = batchSql(config.limits.OUTBOUND_WAIT_REPORTED_SECONDS);
  }

  /** @throws NotFoundError also for another tenant's batch */
  get(tenantId: string, id: string): Promise<OutboundBatchDto> {
    return this.database.inTenant(tenantId, async (tx) => {
      const batch = await tx.row<BatchRow>(BATCH_SQL, [tenantId, id]);
      if (!batch) throw new NotFoundError('The batch', 'outbound_batch_not_found');
      return this.described(tx, batch);
    });
  }

  private async described(tx: TenantTransaction, batch: BatchRow): Promise<OutboundBatchDto> {
    const { platformIds, stale, rejected, error, ...columns } = batch;
    const most = this.config.limits.OUTBOUND_BATCH_TARGETS;
    const values = [tx.tenantId, batch.entity, platformIds, batch.integrationIds];
    const targets = await tx.rows<TargetOfItem>(this.sql.targets, [...values, most + 1]);
    const byStatus = await tx.rows<{ status: SeenStatus; count: number }>(this.sql.counts, values);
    const counts = countsOf(batch, byStatus);
    const settled = batch.status === 'planned' && [...OPEN_STATUSES].every((status) => counts[status] === 0);
    const truncated = targets.length > most;
    const items = itemsOf(batch, targets.slice(0, most));
    // If not all targets are listed, it is not known for each item, but only for the batch.
    if (settled || truncated) for (const item of items) item.settled = settled || item.outcome === 'rejected';
    return {
      ...columns,
      error: error && { code: error.code, message: error.message },
      counts,
      settled,
      items,
      truncated,
    };
  }
}

function countsOf({ stale, rejected }: BatchRow, byStatus: readonly { status: SeenStatus; count: number }[]) {
  const counted = new Map(byStatus.map(({ status, count }) => [status, count]));
  const targets = Object.fromEntries(SEEN_STATUSES.map((status) => [status, counted.get(status) ?? 0]));
  const isStale = stale.filter(Boolean).length;
  return { accepted: stale.length - isStale, stale: isStale, rejected: rejected.length, ...targets } as BatchCountsDto;
}

function itemsOf(
  { platformIds, stale, rejected, status: planned }: BatchRow,
  targets: readonly TargetOfItem[],
): BatchItemDto[] {
  const byItem = platformIds.map((): BatchTargetDto[] => []);
  for (const { index, code, ...target } of targets) {
    byItem[index]?.push({ ...target, code: code === null ? null : reasonCode(code) });
  }
  const accepted = platformIds.map((id, index): BatchItemDto => {
    const own = byItem[index] ?? [];
    const settled = planned === 'planned' && own.every(({ status }) => !OPEN_STATUSES.has(status));
    return { id, outcome: stale[index] ? 'stale' : 'accepted', settled, targets: own, errors: [] };
  });
  const refused = rejected.map(({ id, errors }): BatchItemDto => {
    return { id: id ?? null, outcome: 'rejected', settled: true, targets: [], errors };
  });
  return [...accepted, ...refused];
}
