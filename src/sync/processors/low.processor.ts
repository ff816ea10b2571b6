import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { JobHandlers } from '../../work/job.handlers.js';
import { QUEUES } from '../../work/queue.table.js';
import { runJob } from './run-job.js';

@Processor(QUEUES.low.name)
export class LowProcessor {
  constructor(private readonly handlers: JobHandlers) {}

  @Process({ name: '*', concurrency: QUEUES.low.concurrency })
  process(job: Job): Promise<void> {
    return runJob(this.handlers, job);
  }
}
