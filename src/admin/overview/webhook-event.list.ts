import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import type { AdminWebhookEventDto, AdminWebhookEventPageDto } from './admin-webhook-event.dto.js';
import type { ListAdminWebhookEventsQuery } from './list-admin-webhook-events.query.js';
import { webhookEventsSql } from './webhook-event.sql.js';

/** The day and the id of an event. */
const POSITION = z.string().regex(/^\d{4}-\d\d-\d\d\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);

type Row = AdminWebhookEventDto & { position: string };

/** The inbox of every tenant, and what came for accounts that nobody has connected. */
@Injectable()
export class WebhookEventList {
  private readonly sql: ReturnType<typeof webhookEventsSql>;

  constructor(
    private readonly reader: CrossTenantReader,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.sql = webhookEventsSql(limits.LIST_ROWS_READ);
  }

  async list(query: ListAdminWebhookEventsQuery): Promise<AdminWebhookEventPageDto> {
    const { status, provider, tenantId } = query;
    const { data, nextCursor } = await this.reader.page<Row>(query, {
      list: 'webhook-events',
      sql: tenantId ? this.sql.ofTenant : this.sql.ofAll,
      filters: [status ?? null, provider ?? null, tenantId ?? null],
      position: POSITION,
      positionOf: ({ position }) => position,
    });
    return { data: data.map(({ position, ...event }) => event), nextCursor };
  }
}
