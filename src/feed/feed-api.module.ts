import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ChangesController } from './changes.controller.js';
import { ChangesService } from './changes.service.js';
import { ChangeLog } from './reading/change.log.js';
import { ChangeReader } from './reading/change.reader.js';
import { DurableHorizon } from './reading/durable.horizon.js';
import { FeedIdentityCheck } from './reading/feed-identity.check.js';
import { RecordWalk } from './reading/record.walk.js';
import { ChangeWaiters } from './waiting/change.waiters.js';
import { WaitingSlots } from './waiting/waiting.slots.js';

/** The HTTP routes of the change feed. */
@Module({
  imports: [IntegrationsModule, ProvidersModule],
  controllers: [ChangesController],
  providers: [
    ChangesService,
    ChangeReader,
    ChangeLog,
    RecordWalk,
    DurableHorizon,
    FeedIdentityCheck,
    ChangeWaiters,
    WaitingSlots,
  ],
})
export class FeedApiModule {}
