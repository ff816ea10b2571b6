import { Module, type DynamicModule } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CommonModule } from './common/common.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import type { PoolOptions } from './database/data-source.options.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { IntegrationsApiModule } from './integrations/integrations.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { QueuesModule } from './queues/queues.module.js';
import { SyncModule } from './sync/sync.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static with(config: Config, pool: PoolOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        CommonModule,
        ObservabilityModule,
        DatabaseModule.with(pool),
        AuditModule,
        QueuesModule.with(config),
        AuthModule,
        HealthModule,
        ProvidersModule,
        IntegrationsApiModule.with(config),
        WebhooksModule.with(config),
        SyncModule.with(config),
        AdminModule.with(config),
      ],
    };
  }
}
