import { Module } from '@nestjs/common';
import { CoverageModule } from '../coverage/coverage.module.js';
import { GapGauge } from './gaps/gap.gauge.js';
import { GapRunner } from './gaps/gap.runner.js';
import { GapRuns } from './gaps/gap.runs.js';
import { DueSchedules } from './schedules/due-schedules.js';
import { ScheduleRunner } from './schedules/schedule.runner.js';

/** Starts the runs of schedules that are due, and of gaps that a run can close. */
@Module({
  imports: [CoverageModule],
  providers: [DueSchedules, ScheduleRunner, GapRuns, GapRunner, GapGauge],
})
export class SyncSchedulerModule {}
