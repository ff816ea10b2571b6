import { Module } from '@nestjs/common';
import { CoverageModule } from '../coverage/coverage.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { SilentWebhooksLoop } from './silence/silent-webhooks.loop.js';
import { WebhookChecker } from './silence/webhook.checker.js';
import { WebhooksModule } from './webhooks.module.js';

/** Checks whether the webhooks of integrations arrive. */
@Module({
  imports: [CoverageModule, IntegrationsModule, WebhooksModule],
  providers: [SilentWebhooksLoop, WebhookChecker],
})
export class WebhooksSchedulerModule {}
