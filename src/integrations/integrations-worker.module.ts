import { Module } from '@nestjs/common';
import { IntegrationsModule } from './integrations.module.js';
import { ConsentRevocationLoop } from './oauth/consent-revocation.loop.js';

/** Revokes the consents of disconnected accounts. */
@Module({ imports: [IntegrationsModule], providers: [ConsentRevocationLoop] })
export class IntegrationsWorkerModule {}
