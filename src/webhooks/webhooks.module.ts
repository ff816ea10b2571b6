import { Module } from '@nestjs/common';
import { CoverageModule } from '../coverage/coverage.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { QuotasModule } from '../quotas/quotas.module.js';
import { RecordsModule } from '../records/records.module.js';
import { EndpointDirectory } from './endpoints/endpoint.directory.js';
import { EndpointRegistrar } from './endpoints/endpoint.registrar.js';
import { EndpointStore } from './endpoints/endpoint.store.js';
import { EndpointTokens } from './endpoints/endpoint.tokens.js';
import { SEALED_ENDPOINT_SECRETS } from './endpoints/sealed.endpoint-secrets.js';
import { DeadEventGaps } from './inbox/dead-event.gaps.js';
import { EffectReader } from './inbox/effect.reader.js';
import { EventApplier } from './inbox/event.applier.js';
import { InboxKind } from './inbox/inbox.kind.js';
import { InboxRequeuer } from './inbox/inbox.requeuer.js';
import { InboxStore } from './inbox/inbox.store.js';
import { IngestPressure } from './inbox/ingest.pressure.js';
import { EventArrivals } from './silence/event.arrivals.js';
import { DeliveryParser } from './parsing/delivery.parser.js';

const applying = [InboxKind, InboxRequeuer, EffectReader, EventApplier, EventArrivals, DeadEventGaps];
const inbox = [InboxStore, IngestPressure, DeliveryParser, ...applying];
const endpoints = [EndpointTokens, EndpointDirectory, EndpointStore, EndpointRegistrar];

/** The inbox of webhook events, and the endpoints that receive them. */
@Module({
  imports: [CoverageModule, CredentialsModule, IntegrationsModule, ProvidersModule, QuotasModule, RecordsModule],
  providers: [...inbox, ...endpoints],
  exports: [InboxStore, IngestPressure, DeliveryParser, ...endpoints],
})
export class WebhooksModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_ENDPOINT_SECRETS);
  }
}
