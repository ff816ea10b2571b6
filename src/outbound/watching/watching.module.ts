import { Module } from '@nestjs/common';
import { CredentialsModule } from '../../credentials/credentials.module.js';
import { IntegrationsModule } from '../../integrations/integrations.module.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { OutboundModule } from '../outbound.module.js';
import { ExternalUrls } from './external.urls.js';
import { OperationView } from './operation.view.js';
import { TargetReader } from './target.reader.js';
import { TargetReplayer } from './target.replayer.js';
import { TargetResolver } from './target.resolver.js';

/** Reading targets, and what a person does about them: also for administrators. */
@Module({
  imports: [CredentialsModule, IntegrationsModule, OutboundModule, ProvidersModule],
  providers: [ExternalUrls, OperationView, TargetReader, TargetReplayer, TargetResolver],
  exports: [TargetReader, TargetReplayer, TargetResolver],
})
export class WatchingModule {}
