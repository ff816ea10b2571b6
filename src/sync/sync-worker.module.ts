import { Module } from '@nestjs/common';
import { CriticalProcessor } from './processors/critical.processor.js';
import { HighProcessor } from './processors/high.processor.js';
import { LowProcessor } from './processors/low.processor.js';
import { NormalProcessor } from './processors/normal.processor.js';

/** The processors of the four queues. Each hands its job to the handler of its name. */
@Module({ providers: [CriticalProcessor, HighProcessor, NormalProcessor, LowProcessor] })
export class SyncWorkerModule {}
