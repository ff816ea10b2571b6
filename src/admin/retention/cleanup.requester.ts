import { Injectable, Logger } from '@nestjs/common';
import { Dispatcher } from '../../queues/dispatcher.js';
import { Cleanup } from './cleanup.js';

/** Has a cleanup done: by whichever worker takes the job, or here when Redis does not take it. */
@Injectable()
export class CleanupRequester {
  private readonly logger = new Logger(CleanupRequester.name);

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly cleanup: Cleanup,
  ) {}

  async request(): Promise<'queued' | 'direct'> {
    if ((await this.dispatcher.send([{ job: 'cleanup', payload: {} }])) > 0) return 'queued';
    this.cleanup.run().catch((error: Error) => this.logger.warn(`The cleanup failed: ${error.message}`));
    return 'direct';
  }
}
