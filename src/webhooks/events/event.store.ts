import { Inject, Injectable } from '@nestjs/common';
import type { Windowed } from '../../common/page.reader.js';
import { CONFIG, type Config } from '../../config/config.js';
import { ALONG_INDEX_SQL } from '../../database/along-index.sql.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { LogContext } from '../../observability/log/log.context.js';
import { EVENT_COLUMNS, type WebhookEventDto } from './event.dto.js';
import { HAS_BODY, HAS_BODY_SQL, listEventsSql } from './event.sql.js';
import type { ListEventsQuery } from './list-events.query.js';
import type { ReplayFilterDto } from './replay-events.dto.js';

/** Most events of one call. More events need several calls, so that no statement runs for minutes. */
export const REPLAY_MAX = 10_000;

/** Selects only events that still have their body, because others cannot be replayed. */
const REPLAY_SQL = `
  WITH chosen AS (
    SELECT w.id FROM webhook_events w
    WHERE w.tenant_id = $1 AND w.status = $2 AND ($3::text IS NULL OR w.provider = $3)
      AND ($4::uuid IS NULL OR w.integration_id = $4) AND ($5::text IS NULL OR w.type = $5)
      AND ($6::uuid[] IS NULL OR w.id = ANY ($6)) AND ($7::timestamptz IS NULL OR w.received_at >= $7)
      AND ($8::timestamptz IS NULL OR w.received_at < $8) AND w.integration_id IS NOT NULL
      AND ${HAS_BODY}
    ORDER BY w.id LIMIT $9 FOR UPDATE SKIP LOCKED
  )
  UPDATE webhook_events w SET status = 'received', attempts = 0, due_at = now(), deferred = false,
    hinted_at = NULL, processed_at = NULL, request_id = $10, trace_context = $11
  FROM chosen WHERE w.tenant_id = $1 AND w.id = chosen.id
  RETURNING w.id`;

@Injectable()
export class EventStore {
  private readonly listSql: string;

  constructor(@Inject(CONFIG) { limits }: Config) {
    this.listSql = listEventsSql(limits.LIST_ROWS_READ);
  }

  /** Newest first. */
  async list(
    tx: TenantTransaction,
    query: ListEventsQuery,
    before: string | undefined,
    limit: number,
  ): Promise<Windowed<WebhookEventDto>[]> {
    const { provider, status, integrationId, type, since } = query;
    await tx.execute(ALONG_INDEX_SQL);
    return tx.rows(this.listSql, [tx.tenantId, provider, status, integrationId, type, since, before, limit]);
  }

  get(tx: TenantTransaction, id: string): Promise<WebhookEventDto | undefined> {
    return tx.row<WebhookEventDto>(`SELECT ${EVENT_COLUMNS} FROM webhook_events WHERE tenant_id = $1 AND id = $2`, [
      tx.tenantId,
      id,
    ]);
  }

  /** Also `false` if the event does not exist. */
  async hasBody(tx: TenantTransaction, id: string): Promise<boolean> {
    return (await tx.row(HAS_BODY_SQL, [tx.tenantId, id])) !== undefined;
  }

  /** Makes events due again, and returns their ids. */
  async replay(tx: TenantTransaction, filter: ReplayFilterDto): Promise<string[]> {
    const { status = 'dead', provider, integrationId, type, ids, since, until } = filter;
    const { requestId, traceContext } = LogContext.origin();
    const rows = await tx.rows<{ id: string }>(REPLAY_SQL, [
      tx.tenantId,
      status,
      provider,
      integrationId,
      type,
      ids,
      since,
      until,
      REPLAY_MAX,
      requestId,
      traceContext,
    ]);
    return rows.map(({ id }) => id);
  }
}
