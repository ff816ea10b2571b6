import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config/config.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditList } from './audit/audit.list.js';
import { CrossTenantReader } from './cross-tenant.reader.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeadLettersService } from './dead-letters/dead-letters.service.js';
import { OperationsController } from './operations/operations.controller.js';
import { SyncForcer } from './operations/sync.forcer.js';
import { HealthSummary } from './overview/health-summary.js';
import { IntegrationList } from './overview/integration.list.js';
import { OverviewController } from './overview/overview.controller.js';
import { UsageList } from './overview/usage.list.js';
import { WebhookEventList } from './overview/webhook-event.list.js';
import { QueueBoard } from './queues/board/queue.board.js';
import { QueueBoardController } from './queues/board/queue-board.controller.js';
import { PauseApplier } from './queues/pause.applier.js';
import { PauseRefresher } from './queues/pause.refresher.js';
import { QueuesController } from './queues/queues.controller.js';
import { QueuesService } from './queues/queues.service.js';
import { BodyPartitions } from './retention/body.partitions.js';
import { CleanupRequester } from './retention/cleanup.requester.js';
import { CleanupScheduler } from './retention/cleanup.scheduler.js';
import { Cleanup } from './retention/cleanup.js';
import { RetentionRules } from './retention/retention.rules.js';
import { RetentionRunner } from './retention/retention.runner.js';
import { ProviderRules } from './retention/stripping/provider.rules.js';
import { StoredDataStripper } from './retention/stripping/stored-data.stripper.js';
import { StoredExports } from './retention/stripping/stored.exports.js';
import { StoredRecords } from './retention/stripping/stored.records.js';
import { StrippingScheduler } from './retention/stripping/stripping.scheduler.js';
import { StrippingTargets } from './retention/stripping/stripping.targets.js';

const api = [OverviewController, QueueBoardController, QueuesController, DeadLettersController, OperationsController];

const reading = [CrossTenantReader, AuditList, AuditInterceptor];
const overview = [HealthSummary, IntegrationList, WebhookEventList, UsageList];
const acting = [QueueBoard, QueuesService, PauseApplier, PauseRefresher, DeadLettersService, SyncForcer];
const stored = [ProviderRules, StoredRecords, StoredExports, StrippingTargets];
const stripping = [...stored, StoredDataStripper, StrippingScheduler];
const retention = [RetentionRules, RetentionRunner, BodyPartitions, Cleanup, CleanupRequester, CleanupScheduler];

/** Looking after an installation, across tenants: by hand over HTTP, and by itself in workers and schedulers. */
@Module({
  imports: [AuthModule, IntegrationsModule, ProvidersModule],
  providers: [...reading, ...overview, ...acting, ...retention, ...stripping],
})
export class AdminModule {
  /** With its HTTP routes, which only some processes serve. */
  static with(config: Config): DynamicModule {
    return { module: AdminModule, controllers: config.roles.includes('api') ? api : [] };
  }
}
