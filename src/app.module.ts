import { Module, type DynamicModule } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthApiModule } from './auth/auth-api.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CommonModule } from './common/common.module.js';
import type { Lifecycle } from './common/lifecycle.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import type { DatabasePools } from './database/database.pools.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { IntegrationsApiModule } from './integrations/integrations-api.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { WorkModule } from './work/work.module.js';
import { SyncModule } from './sync/sync.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static with(config: Config, pools: DatabasePools, lifecycle: Lifecycle): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        CommonModule.with(lifecycle),
        ObservabilityModule,
        DatabaseModule.with(pools),
        AuditModule,
        WorkModule.with(config),
        AuthModule,
        ...(config.roles.includes('api') ? [AuthApiModule] : []),
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
