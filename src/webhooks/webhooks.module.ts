import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config/config.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RecordsModule } from '../records/records.module.js';
import { EndpointDirectory } from './endpoints/endpoint.directory.js';
import { EndpointRegistrar } from './endpoints/endpoint.registrar.js';
import { EndpointStore } from './endpoints/endpoint.store.js';
import { EndpointTokens } from './endpoints/endpoint.tokens.js';
import { EndpointsController } from './endpoints/endpoints.controller.js';
import { EndpointsService } from './endpoints/endpoints.service.js';
import { SEALED_ENDPOINT_SECRETS } from './endpoints/sealed.endpoint-secrets.js';
import { EventStore } from './events/event.store.js';
import { EventsController } from './events/events.controller.js';
import { EventsService } from './events/events.service.js';
import { EffectReader } from './inbox/effect.reader.js';
import { EventApplier } from './inbox/event.applier.js';
import { InboxKind } from './inbox/inbox.kind.js';
import { InboxRequeuer } from './inbox/inbox.requeuer.js';
import { IngestPressure } from './inbox/ingest.pressure.js';
import { InboxStore } from './inbox/inbox.store.js';
import { DeliveryGatherer } from './ingest/delivery.gatherer.js';
import { DeliveryParser } from './parsing/delivery.parser.js';
import { HintThrottle } from './ingest/hint.throttle.js';
import { PlatformAccounts } from './ingest/platform.accounts.js';
import { WebhookController } from './ingest/webhook.controller.js';
import { WebhookGuard } from './ingest/webhook.guard.js';
import { WebhookIngest } from './ingest/webhook.ingest.js';

/** From a signed delivery to its effect: ingest -> inbox -> processor. */
@Module({})
export class WebhooksModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_ENDPOINT_SECRETS);
  }

  static with(config: Config): DynamicModule {
    const api = config.roles.includes('api');
    return {
      module: WebhooksModule,
      imports: [AuthModule, IntegrationsModule, ProvidersModule, RecordsModule],
      // The literal paths come first: `/webhooks/events` is no provider.
      controllers: api ? [EventsController, EndpointsController, WebhookController] : [],
      providers: [
        InboxStore,
        IngestPressure,
        InboxKind,
        InboxRequeuer,
        EffectReader,
        EventApplier,
        EventStore,
        EventsService,
        EndpointTokens,
        EndpointDirectory,
        EndpointStore,
        EndpointRegistrar,
        EndpointsService,
        DeliveryGatherer,
        DeliveryParser,
        HintThrottle,
        PlatformAccounts,
        WebhookGuard,
        WebhookIngest,
      ],
      exports: [InboxStore],
    };
  }
}
