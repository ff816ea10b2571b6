import { Module } from '@nestjs/common';
import { BatchesModule } from '../batches/batches.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { BulkOperations } from './bulk/bulk.operations.js';
import { Importer } from './bulk/importer.js';
import { Repusher } from './bulk/repusher.js';
import { DryRun } from './intake/dry-run.port.js';
import { IntakeController } from './intake/intake.controller.js';
import { IntakeService } from './intake/intake.service.js';
import { NamedIntegrations } from './intake/named.integrations.js';
import { OutboundBacklog } from './intake/outbound.backlog.js';
import { OutboundModule } from './outbound.module.js';
import { DryRunner } from './preview/dry.runner.js';
import { KnownAsker } from './preview/known.asker.js';
import { Rehearsal } from './preview/rehearsal.js';
import { RulePreviewController } from './preview/rule-preview.controller.js';
import { RulePreviewer } from './preview/rule.previewer.js';
import { RulesController } from './rules/rules.controller.js';
import { RulesService } from './rules/rules.service.js';
import { BatchEvents } from './watching/batch.events.js';
import { BatchPoll } from './watching/batch.poll.js';
import { BatchReader } from './watching/batch.reader.js';
import { BatchesController } from './watching/batches.controller.js';
import { ConsentReader } from './watching/consent.reader.js';
import { OutboundController } from './watching/outbound.controller.js';
import { WatchingModule } from './watching/watching.module.js';

const intake = [IntakeService, OutboundBacklog, NamedIntegrations, { provide: DryRun, useClass: DryRunner }];
const bulk = [Repusher, Importer, BulkOperations];
const preview = [Rehearsal, KnownAsker, RulePreviewer];
const watching = [BatchReader, BatchPoll, BatchEvents, ConsentReader];

/** The HTTP routes of outbound. */
@Module({
  imports: [
    BatchesModule,
    IdempotencyModule,
    IntegrationsModule,
    OutboundModule,
    ProgressModule,
    ProvidersModule,
    WatchingModule,
  ],
  controllers: [IntakeController, RulesController, RulePreviewController, BatchesController, OutboundController],
  providers: [...intake, ...bulk, ...preview, RulesService, ...watching],
})
export class OutboundApiModule {}
