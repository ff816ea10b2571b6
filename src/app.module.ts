import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AdminApiModule } from './admin/admin-api.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AdminSchedulerModule } from './admin/admin-scheduler.module.js';
import { AdminWorkerModule } from './admin/admin-worker.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthApiModule } from './auth/auth-api.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CommonModule } from './common/common.module.js';
import type { Lifecycle } from './common/lifecycle.js';
import type { Config, Role } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import type { DatabasePools } from './database/database.pools.js';
import { DatabaseModule } from './database/database.module.js';
import { FactsModule } from './facts/facts.module.js';
import { FeedApiModule } from './feed/feed-api.module.js';
import { FeedSchedulerModule } from './feed/feed-scheduler.module.js';
import { HealthModule } from './health/health.module.js';
import { IntegrationsApiModule } from './integrations/integrations-api.module.js';
import { IntegrationsSchedulerModule } from './integrations/integrations-scheduler.module.js';
import { IntegrationsWorkerModule } from './integrations/integrations-worker.module.js';
import { NotificationsApiModule } from './notifications/notifications-api.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { UsageSchedulerModule } from './observability/usage-scheduler.module.js';
import { OutboundApiModule } from './outbound/outbound-api.module.js';
import { OutboundSchedulerModule } from './outbound/outbound-scheduler.module.js';
import { OutboundModule } from './outbound/outbound.module.js';
import { SyncApiModule } from './sync/sync-api.module.js';
import { SyncModule } from './sync/sync.module.js';
import { SyncSchedulerModule } from './sync/sync-scheduler.module.js';
import { SyncWorkerModule } from './sync/sync-worker.module.js';
import { WebhooksApiModule } from './webhooks/webhooks-api.module.js';
import { WebhooksSchedulerModule } from './webhooks/webhooks-scheduler.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkModule } from './work/work.module.js';
import { WorkWorkerModule } from './work/work-worker.module.js';

/** What every process does with work, whatever its roles: any of them may find some that Redis does not take. */
const EVERYWHERE: readonly Type[] = [
  ObservabilityModule,
  AuditModule,
  FactsModule,
  AuthModule,
  HealthModule,
  WebhooksModule,
  SyncModule,
  OutboundModule,
  NotificationsModule,
  AdminModule,
];

/** What each of ROLES adds, and the only place that asks for them: a module file does not. */
const BY_ROLE: Readonly<Record<Role, readonly Type[]>> = {
  api: [
    AuthApiModule,
    IntegrationsApiModule,
    WebhooksApiModule,
    SyncApiModule,
    FeedApiModule,
    OutboundApiModule,
    NotificationsApiModule,
    AdminApiModule,
  ],
  worker: [WorkWorkerModule, IntegrationsWorkerModule, SyncWorkerModule, AdminWorkerModule],
  scheduler: [
    UsageSchedulerModule,
    IntegrationsSchedulerModule,
    WebhooksSchedulerModule,
    SyncSchedulerModule,
    FeedSchedulerModule,
    OutboundSchedulerModule,
    AdminSchedulerModule,
  ],
};

/** The table of contents. */
@Module({})
export class AppModule {
  static with(config: Config, pools: DatabasePools, lifecycle: Lifecycle): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        CommonModule.with(lifecycle),
        DatabaseModule.with(pools),
        WorkModule.with(config),
        ...EVERYWHERE,
        ...config.roles.flatMap((role) => BY_ROLE[role]),
      ],
    };
  }
}
