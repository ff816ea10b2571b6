import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { NotificationsApiModule } from '../notifications/notifications-api.module.js';
import { WatchingModule } from '../outbound/watching/watching.module.js';
import { SyncModule } from '../sync/sync.module.js';
import { WebhooksApiModule } from '../webhooks/webhooks-api.module.js';
import { AdminModule } from './admin.module.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditList } from './audit/audit.list.js';
import { CrossTenantReader } from './cross-tenant.reader.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeadLettersService } from './dead-letters/dead-letters.service.js';
import { OperationsController } from './operations/operations.controller.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SyncForcer } from './operations/sync.forcer.js';
import { HealthSummary } from './overview/health-summary.js';
import { IntegrationList } from './overview/integration.list.js';
import { OverviewController } from './overview/overview.controller.js';
import { UsageList } from './overview/usage.list.js';
import { WebhookEventList } from './overview/webhook-event.list.js';
import { QueueBoardController } from './queues/board/queue-board.controller.js';
import { QueueBoard } from './queues/board/queue.board.js';
import { QueuesController } from './queues/queues.controller.js';
import { QueuesService } from './queues/queues.service.js';

/** The HTTP routes of administrators. */
@Module({
  imports: [
    AdminModule,
    CredentialsModule,
    NotificationsApiModule,
    ProvidersModule,
    SyncModule,
    WatchingModule,
    WebhooksApiModule,
  ],
  controllers: [
    OverviewController,
    QueueBoardController,
    QueuesController,
    DeadLettersController,
    OperationsController,
  ],
  providers: [
    CrossTenantReader,
    AuditList,
    AuditInterceptor,
    HealthSummary,
    IntegrationList,
    WebhookEventList,
    UsageList,
    QueueBoard,
    QueuesService,
    DeadLettersService,
    SyncForcer,
  ],
})
export class AdminApiModule {}
