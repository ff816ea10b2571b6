import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import type { AdminWebhookEventDto, AdminWebhookEventPageDto } from './admin-webhook-event.dto.js';
import type { ListAdminWebhookEventsQuery } from './list-admin-webhook-events.query.js';
import { webhookEventsSql, type WebhookEventsSql } from './webhook-event.sql.js';

/** Lists the webhook events of all tenants, including those for accounts that no integration is connected to. */
@Injectable()
export class WebhookEventList {
  private readonly sql: WebhookEventsSql;

  constructor(
    private readonly reader: CrossTenantReader,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.sql = webhookEventsSql(limits.LIST_ROWS_READ);
  }

  list(query: ListAdminWebhookEventsQuery): Promise<AdminWebhookEventPageDto> {
    const { status, provider, tenantId } = query;
    return this.reader.page<AdminWebhookEventDto>(query, {
      list: 'webhook-events',
      sql: this.sqlOf(query),
      filters: [status ?? null, provider ?? null, tenantId ?? null],
      positionOf: ({ id }) => id,
    });
  }

  private sqlOf({ tenantId, status }: ListAdminWebhookEventsQuery): string {
    if (tenantId) return this.sql.ofTenant;
    return status === 'dead' ? this.sql.ofDead : this.sql.ofAll;
  }
}
