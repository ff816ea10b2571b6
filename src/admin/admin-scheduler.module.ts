import { Module } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { CleanupScheduler } from './retention/cleanup.scheduler.js';
import { StrippingScheduler } from './retention/stripping/stripping.scheduler.js';

/** Has what is stored cleaned up and stripped. */
@Module({ imports: [AdminModule], providers: [CleanupScheduler, StrippingScheduler] })
export class AdminSchedulerModule {}
