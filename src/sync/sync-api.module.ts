import { Module } from '@nestjs/common';
import { BatchesModule } from '../batches/batches.module.js';
import { CoverageModule } from '../coverage/coverage.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RecordReader } from '../records/record.reader.js';
import { RecordsController } from '../records/records.controller.js';
import { BatchController } from './batch/batch.controller.js';
import { BatchService } from './batch/batch.service.js';
import { ExportReader } from './batch/export.reader.js';
import { ExportsController } from './batch/exports.controller.js';
import { RunEvents } from './runs/run.events.js';
import { RunPoll } from './runs/run.poll.js';
import { RunWaiter } from './runs/run.waiter.js';
import { RunsController } from './runs/runs.controller.js';
import { StreamStatusStore } from './runs/stream-status.store.js';
import { SyncStatusController } from './runs/sync-status.controller.js';
import { SyncStatusReader } from './runs/sync-status.reader.js';
import { SyncController } from './runs/sync.controller.js';
import { ScheduleService } from './schedules/schedule.service.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SyncModule } from './sync.module.js';

/** The HTTP routes of runs, schedules, batches and records. */
@Module({
  imports: [
    BatchesModule,
    CoverageModule,
    IdempotencyModule,
    IntegrationsModule,
    ProgressModule,
    ProvidersModule,
    SyncModule,
  ],
  controllers: [
    SyncController,
    RunsController,
    SyncStatusController,
    SchedulesController,
    BatchController,
    ExportsController,
    RecordsController,
  ],
  providers: [
    RunEvents,
    RunPoll,
    RunWaiter,
    StreamStatusStore,
    SyncStatusReader,
    ScheduleService,
    BatchService,
    ExportReader,
    RecordReader,
  ],
})
export class SyncApiModule {}
