import { Get, Query } from '@nestjs/common';
import { AdminOnly } from '../../auth/decorators/admin-only.decorator.js';
import { AdminController } from '../admin.controller.decorator.js';
import { AuditPageDto } from '../audit/audit.dto.js';
import { AuditList } from '../audit/audit.list.js';
import { ListAuditQuery } from '../audit/list-audit.query.js';
import { AdminIntegrationPageDto } from './admin-integration.dto.js';
import { AdminWebhookEventPageDto } from './admin-webhook-event.dto.js';
import { HealthSummaryDto } from './health-summary.dto.js';
import { HealthSummary } from './health-summary.js';
import { IntegrationList } from './integration.list.js';
import { ListAdminIntegrationsQuery } from './list-admin-integrations.query.js';
import { ListAdminWebhookEventsQuery } from './list-admin-webhook-events.query.js';
import { UsagePageDto } from './usage.dto.js';
import { UsageList } from './usage.list.js';
import { UsageQuery } from './usage.query.js';
import { WebhookEventList } from './webhook-event.list.js';

/** Read-only views across all tenants. */
@AdminController()
export class OverviewController {
  constructor(
    private readonly summary: HealthSummary,
    private readonly integrationList: IntegrationList,
    private readonly webhookEventList: WebhookEventList,
    private readonly usageList: UsageList,
    private readonly auditList: AuditList,
  ) {}

  /**
   * Summarize the health of the hub
   * @remarks Counts integrations, webhook events, runs and queued jobs across all tenants.
   */
  @Get('health-summary')
  @AdminOnly()
  healthSummary(): Promise<HealthSummaryDto> {
    return this.summary.read();
  }

  /** List integrations of all tenants */
  @Get('integrations')
  @AdminOnly()
  integrations(@Query() query: ListAdminIntegrationsQuery): Promise<AdminIntegrationPageDto> {
    return this.integrationList.list(query);
  }

  /**
   * List webhook events of all tenants
   * @remarks Newest first. Includes events for accounts that no integration is connected to.
   */
  @Get('webhook-events')
  @AdminOnly()
  webhookEvents(@Query() query: ListAdminWebhookEventsQuery): Promise<AdminWebhookEventPageDto> {
    return this.webhookEventList.list(query);
  }

  /**
   * List usage per tenant, provider and day
   * @remarks Newest day first.
   */
  @Get('usage')
  @AdminOnly()
  usage(@Query() query: UsageQuery): Promise<UsagePageDto> {
    return this.usageList.list(query);
  }

  /**
   * List audit entries
   * @remarks Newest first. Entries record what administrators did, what tenants changed, and refused logins.
   */
  @Get('audit')
  @AdminOnly()
  audit(@Query() query: ListAuditQuery): Promise<AuditPageDto> {
    return this.auditList.list(query);
  }
}
