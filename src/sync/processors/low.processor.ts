import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { QUEUES } from '../../work/queue.table.js';
import { Worker } from '../../work/worker.js';

@Processor(QUEUES.low.name)
export class LowProcessor {
  constructor(private readonly worker: Worker) {}

  @Process({ name: '*', concurrency: QUEUES.low.concurrency })
  process(job: Job): Promise<void> {
    return this.worker.handle(job);
  }
}
