import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsModule } from './integrations.module.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { ProvidersController } from './providers.controller.js';

/** The HTTP routes of integrations. */
@Module({
  imports: [IntegrationsModule, IdempotencyModule, ProvidersModule],
  controllers: [ProvidersController, OAuthController, IntegrationsController],
})
export class IntegrationsApiModule {}
