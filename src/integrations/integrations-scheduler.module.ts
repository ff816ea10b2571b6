import { Module } from '@nestjs/common';
import { DueTokensRefresher } from './connections/due-tokens.refresher.js';
import { IntegrationsModule } from './integrations.module.js';

/** Refreshes tokens that no work asks for. */
@Module({ imports: [IntegrationsModule], providers: [DueTokensRefresher] })
export class IntegrationsSchedulerModule {}
