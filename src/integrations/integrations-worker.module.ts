import { Module } from '@nestjs/common';
import { IntegrationsModule } from './integrations.module.js';
import { RevocationKeeper } from './oauth/revocation.keeper.js';

/** Gives back the consents of connections that have ended. */
@Module({ imports: [IntegrationsModule], providers: [RevocationKeeper] })
export class IntegrationsWorkerModule {}
