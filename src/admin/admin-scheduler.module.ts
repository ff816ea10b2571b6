import { Module } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { CleanupScheduler } from './retention/cleanup.scheduler.js';
import { StrippingScheduler } from './retention/stripping/stripping.scheduler.js';

/** Schedulers clean up stored data and strip it of what must not be stored. */
@Module({ imports: [AdminModule], providers: [CleanupScheduler, StrippingScheduler] })
export class AdminSchedulerModule {}
