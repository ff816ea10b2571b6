import { Module } from '@nestjs/common';
import { DueTokensRefresher } from './connections/due-tokens.refresher.js';
import { IntegrationsModule } from './integrations.module.js';

/** Refreshes due tokens that are not in use. */
@Module({ imports: [IntegrationsModule], providers: [DueTokensRefresher] })
export class IntegrationsSchedulerModule {}
