import { Module } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { CleanupScheduler } from './retention/cleanup.scheduler.js';
import { StrippingScheduler } from './retention/stripping/stripping.scheduler.js';
import { StatisticsRefresher } from './statistics/statistics.refresher.js';

/** Schedulers clean up stored data, strip it of what must not be stored, and keep the statistics of its tables. */
@Module({ imports: [AdminModule], providers: [CleanupScheduler, StrippingScheduler, StatisticsRefresher] })
export class AdminSchedulerModule {}
