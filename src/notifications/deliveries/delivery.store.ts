import { Injectable } from '@nestjs/common';
import type { Windowed } from '../../common/page.reader.js';
import { windowedSql } from '../../common/windowed.sql.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { LogContext } from '../../observability/log/log.context.js';
import type { DeliveryDetailDto, DeliveryDto } from './delivery.dto.js';
import { REPLAY_NOTIFICATION_SQL } from './delivery.sql.js';
import type { ListDeliveriesQuery } from './list-deliveries.query.js';

/** Rows that one page reads at most. */
const WINDOW = 5_000;

const COLUMNS = `
  id, endpoint_id AS "endpointId", type, status, attempts, response_status AS "responseStatus", error,
  due_at AS "nextAttemptAt", created_at AS "createdAt", ended_at AS "endedAt"`;

/** Newest first. $1 tenant, $2 position, $3 endpoint, $4 status, $5 type, $6 limit. */
const LIST_SQL = windowedSql({
  table: 'notifications',
  range: 'w.tenant_id = $1 AND ($2::uuid IS NULL OR w.id < $2)',
  order: 'w.id DESC',
  filter: `w.endpoint_id IS NOT NULL AND ($3::uuid IS NULL OR w.endpoint_id = $3) AND ($4::text IS NULL OR w.status = $4) AND ($5::text IS NULL OR w.type = $5)`,
  columns: COLUMNS,
  limit: '$6',
  window: WINDOW,
});

/** Rows of `notifications`, as their tenant sees them: those for its own endpoints. What the platform gets is not its business. */
@Injectable()
export class DeliveryStore {
  list(
    tx: TenantTransaction,
    { endpointId, status, type }: ListDeliveriesQuery,
    before: string | undefined,
    limit: number,
  ): Promise<Windowed<DeliveryDto>[]> {
    return tx.rows(LIST_SQL, [tx.tenantId, before, endpointId, status, type, limit]);
  }

  find(tx: TenantTransaction, id: string): Promise<DeliveryDetailDto | undefined> {
    return tx.row<DeliveryDetailDto>(
      `SELECT ${COLUMNS}, body FROM notifications WHERE tenant_id = $1 AND id = $2 AND endpoint_id IS NOT NULL`,
      [tx.tenantId, id],
    );
  }

  /** Also of the platform: callers decide who may. Returns whether it had ended, and is now to be sent again. */
  async replay(tx: TenantTransaction, id: string): Promise<boolean> {
    const { requestId, traceContext } = LogContext.origin();
    const changed = await tx.execute(REPLAY_NOTIFICATION_SQL, [tx.tenantId, id, requestId, traceContext]);
    return changed > 0;
  }
}
