import { Injectable } from '@nestjs/common';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import { newestSql } from '../newest.sql.js';
import type { AdminWebhookEventDto, AdminWebhookEventPageDto } from './admin-webhook-event.dto.js';
import type { ListAdminWebhookEventsQuery } from './list-admin-webhook-events.query.js';

const LIST_SQL = newestSql({
  table: 'webhook_events',
  columns: `w.id, w.tenant_id AS "tenantId", w.provider, w.integration_id AS "integrationId", w.account,
    w.event_id AS "eventId", w.type, w.status, w.attempts, w.duplicates, w.received_at AS "receivedAt",
    w.processed_at AS "processedAt", w.error`,
  filter: `($3::text IS NULL OR w.status = $3) AND ($4::text IS NULL OR w.provider = $4)
    AND ($5::uuid IS NULL OR w.tenant_id = $5)`,
});

/** The inbox of every tenant, and what came for accounts that nobody has connected. */
@Injectable()
export class WebhookEventList {
  constructor(private readonly reader: CrossTenantReader) {}

  list(query: ListAdminWebhookEventsQuery): Promise<AdminWebhookEventPageDto> {
    const { status, provider, tenantId } = query;
    return this.reader.page<AdminWebhookEventDto>(query, {
      list: 'webhook-events',
      sql: LIST_SQL,
      filters: [status ?? null, provider ?? null, tenantId ?? null],
      positionOf: ({ id }) => id,
    });
  }
}
