import { Module } from '@nestjs/common';
import { StreamSlots } from './stream.slots.js';

/** Streams of server-sent events, of runs and of batches: both count against the same quotas. */
@Module({ providers: [StreamSlots], exports: [StreamSlots] })
export class ProgressModule {}
