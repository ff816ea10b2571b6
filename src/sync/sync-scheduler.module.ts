import { Module } from '@nestjs/common';
import { DueSchedules } from './schedules/due-schedules.js';
import { ScheduleRunner } from './schedules/schedule.runner.js';

/** Starts the runs of schedules that are due. */
@Module({ providers: [DueSchedules, ScheduleRunner] })
export class SyncSchedulerModule {}
