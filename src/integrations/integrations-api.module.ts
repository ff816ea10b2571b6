import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsModule } from './integrations.module.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { ProvidersController } from './providers.controller.js';

/** The HTTP routes, which only some processes serve. */
@Module({})
export class IntegrationsApiModule {
  static with({ roles }: Config): DynamicModule {
    const controllers = [ProvidersController, OAuthController, IntegrationsController];
    return {
      module: IntegrationsApiModule,
      imports: [IntegrationsModule, IdempotencyModule, ProvidersModule],
      controllers: roles.includes('api') ? controllers : [],
    };
  }
}
