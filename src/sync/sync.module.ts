import { Module } from '@nestjs/common';
import { CoverageModule } from '../coverage/coverage.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RecordsModule } from '../records/records.module.js';
import { RecordExporter } from './batch/record.exporter.js';
import { DisconnectionListener } from './disconnection.listener.js';
import { CompletedStreams } from './engine/completed.streams.js';
import { SliceStore } from './engine/slice.store.js';
import { SliceWalker } from './engine/slice.walker.js';
import { StateStore } from './engine/state.store.js';
import { CountCheck } from './engine/count.check.js';
import { StreamPuller } from './engine/stream.puller.js';
import { StreamSweeper } from './engine/stream.sweeper.js';
import { SweepStore } from './engine/sweep.store.js';
import { UnavailableStreams } from './engine/unavailable.streams.js';
import { UnitCompleter } from './engine/unit.completer.js';
import { UnitFailer } from './engine/unit.failer.js';
import { RunPatience } from './engine/run.patience.js';
import { WebhookEvidence } from './engine/webhook.evidence.js';
import { SyncEngine } from './engine/sync.engine.js';
import { ReconcileReporter } from './execution/reconcile.reporter.js';
import { RunCoverage } from './execution/run.coverage.js';
import { RunFacts } from './execution/run.facts.js';
import { RunKind } from './execution/run.kind.js';
import { RunLauncher } from './runs/run.launcher.js';
import { RunReader } from './runs/run.reader.js';
import { RunService } from './runs/run.service.js';
import { RunStore } from './runs/run.store.js';
import { DefaultSchedules } from './schedules/default.schedules.js';
import { ScheduleStore } from './schedules/schedule.store.js';

const stores = [SliceStore, StateStore, SweepStore];
const units = [UnitCompleter, UnitFailer, UnavailableStreams, StreamPuller, SliceWalker, StreamSweeper, CountCheck];
const coverage = [CompletedStreams, WebhookEvidence];
const engine = [SyncEngine, RunPatience, ...units, ...coverage, ...stores];
const execution = [RunKind, RunFacts, RunCoverage, ReconcileReporter, RecordExporter];
const runs = [RunStore, RunReader, RunLauncher, RunService];

/** From a request or a schedule to a run: run -> queue -> processor -> engine -> records. */
@Module({
  imports: [CoverageModule, IntegrationsModule, ProvidersModule, RecordsModule],
  providers: [...engine, ...execution, ...runs, ScheduleStore, DefaultSchedules, DisconnectionListener],
  exports: [RunService, RunLauncher, RunReader, ScheduleStore],
})
export class SyncModule {}
