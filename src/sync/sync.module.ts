import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { BatchController } from './batch/batch.controller.js';
import { BatchService } from './batch/batch.service.js';
import { ExportReader } from './batch/export.reader.js';
import { ExportsController } from './batch/exports.controller.js';
import { RecordExporter } from './batch/record.exporter.js';
import { SliceStore } from './engine/slice.store.js';
import { SliceWalker } from './engine/slice.walker.js';
import { StateStore } from './engine/state.store.js';
import { StreamPuller } from './engine/stream.puller.js';
import { StreamCensus } from './engine/stream.census.js';
import { StreamSweeper } from './engine/stream.sweeper.js';
import { SweepStore } from './engine/sweep.store.js';
import { SyncEngine } from './engine/sync.engine.js';
import { CriticalProcessor } from './processors/critical.processor.js';
import { HighProcessor } from './processors/high.processor.js';
import { LowProcessor } from './processors/low.processor.js';
import { NormalProcessor } from './processors/normal.processor.js';
import { RecordReader } from '../records/record.reader.js';
import { RecordsController } from '../records/records.controller.js';
import { RecordsModule } from '../records/records.module.js';
import { RunEvents } from './runs/run.events.js';
import { RunKind } from './execution/run.kind.js';
import { RunLauncher } from './runs/run.launcher.js';
import { RunPoll } from './runs/run.poll.js';
import { RunReader } from './runs/run.reader.js';
import { RunService } from './runs/run.service.js';
import { RunStore } from './runs/run.store.js';
import { RunsController } from './runs/runs.controller.js';
import { StreamSlots } from './runs/stream.slots.js';
import { StreamStatusStore } from './runs/stream-status.store.js';
import { SyncStatusController } from './runs/sync-status.controller.js';
import { SyncStatusReader } from './runs/sync-status.reader.js';
import { SyncController } from './runs/sync.controller.js';
import { DueSchedules } from './schedules/due-schedules.js';
import { ScheduleRunner } from './schedules/schedule.runner.js';
import { ScheduleService } from './schedules/schedule.service.js';
import { ScheduleStore } from './schedules/schedule.store.js';
import { SchedulesController } from './schedules/schedules.controller.js';

const ENGINE = [SyncEngine, SliceStore, StateStore, StreamPuller, SliceWalker, SweepStore, StreamSweeper, StreamCensus];
const RUNS = [RunStore, RunKind, RecordExporter, RunReader, RunLauncher, RunService];

const API: Provider[] = [
  RunEvents,
  RunPoll,
  StreamSlots,
  StreamStatusStore,
  SyncStatusReader,
  ScheduleStore,
  ScheduleService,
  BatchService,
  ExportReader,
  RecordReader,
];
const CONTROLLERS: Type[] = [
  SyncController,
  RunsController,
  SyncStatusController,
  SchedulesController,
  BatchController,
  ExportsController,
  RecordsController,
];
const PROCESSORS: Provider[] = [CriticalProcessor, HighProcessor, NormalProcessor, LowProcessor];
const SCHEDULER: Provider[] = [DueSchedules, ScheduleRunner];

/** From a request or a schedule to a run: run -> queue -> processor -> engine -> records. */
@Module({})
export class SyncModule {
  static with({ roles }: Config): DynamicModule {
    const api = roles.includes('api');
    return {
      module: SyncModule,
      imports: [IntegrationsModule, ProvidersModule, RecordsModule],
      controllers: api ? CONTROLLERS : [],
      providers: [
        ...ENGINE,
        ...RUNS,
        ...(api ? API : []),
        ...(roles.includes('worker') ? PROCESSORS : []),
        ...(roles.includes('scheduler') ? SCHEDULER : []),
      ],
      exports: [RecordsModule, RunService, RunLauncher, RunReader],
    };
  }
}
