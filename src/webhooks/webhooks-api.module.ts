import { Module, type OnModuleInit } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { WebhookVerification } from '../auth/guards/webhook.verifier.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { QuotasModule } from '../quotas/quotas.module.js';
import { EndpointsController } from './endpoints/endpoints.controller.js';
import { EndpointsService } from './endpoints/endpoints.service.js';
import { EventStore } from './events/event.store.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { DeliveryBatcher } from './ingest/delivery.batcher.js';
import { DeliveryVerifier } from './ingest/delivery.verifier.js';
import { HintThrottle } from './ingest/hint.throttle.js';
import { PlatformAccounts } from './ingest/platform.accounts.js';
import { WebhookController } from './ingest/webhook.controller.js';
import { WebhookIngest } from './ingest/webhook.ingest.js';
import { WebhooksModule } from './webhooks.module.js';

/** The HTTP routes of webhooks: from a signed delivery to the inbox. */
@Module({
  imports: [AuthModule, IdempotencyModule, IntegrationsModule, ProvidersModule, QuotasModule, WebhooksModule],
  controllers: [EventsController, EndpointsController, WebhookController],
  providers: [
    EventStore,
    EventsService,
    EndpointsService,
    DeliveryBatcher,
    HintThrottle,
    PlatformAccounts,
    DeliveryVerifier,
    WebhookIngest,
  ],
  exports: [EventsService],
})
export class WebhooksApiModule implements OnModuleInit {
  constructor(
    private readonly verification: WebhookVerification,
    private readonly verifier: DeliveryVerifier,
  ) {}

  onModuleInit(): void {
    this.verification.fill(this.verifier);
  }
}
