import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { QUEUES } from '../../work/queue.table.js';
import { Worker } from '../../work/worker.js';

@Processor(QUEUES.normal.name)
export class NormalProcessor {
  constructor(private readonly worker: Worker) {}

  @Process({ name: '*', concurrency: QUEUES.normal.concurrency })
  process(job: Job): Promise<void> {
    return this.worker.handle(job);
  }
}
