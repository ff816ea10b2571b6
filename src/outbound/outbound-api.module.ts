import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { IntakeController } from './intake/intake.controller.js';
import { IntakeService } from './intake/intake.service.js';
import { OutboundBacklog } from './intake/outbound.backlog.js';
import { OutboundModule } from './outbound.module.js';
import { RulesController } from './rules/rules.controller.js';
import { RulesService } from './rules/rules.service.js';
import { BatchEvents } from './watching/batch.events.js';
import { BatchPoll } from './watching/batch.poll.js';
import { BatchReader } from './watching/batch.reader.js';
import { BatchesController } from './watching/batches.controller.js';
import { ConsentReader } from './watching/consent.reader.js';
import { OutboundController } from './watching/outbound.controller.js';
import { WatchingModule } from './watching/watching.module.js';

const watching = [BatchReader, BatchPoll, BatchEvents, ConsentReader];

/** The HTTP routes of outbound. */
@Module({
  imports: [IdempotencyModule, IntegrationsModule, OutboundModule, ProgressModule, ProvidersModule, WatchingModule],
  controllers: [IntakeController, RulesController, BatchesController, OutboundController],
  providers: [IntakeService, OutboundBacklog, RulesService, ...watching],
})
export class OutboundApiModule {}
