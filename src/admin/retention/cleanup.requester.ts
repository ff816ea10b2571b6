import { Injectable } from '@nestjs/common';
import { Dispatcher } from '../../work/dispatcher.js';
import { Cleanup } from './cleanup.js';

/** Requests a cleanup: as a job for a worker, or in this process if Redis does not accept the job. */
@Injectable()
export class CleanupRequester {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly cleanup: Cleanup,
  ) {}

  async request(): Promise<'queued' | 'direct'> {
    if ((await this.dispatcher.send([{ job: 'cleanup', payload: {} }])) > 0) return 'queued';
    void this.cleanup.run();
    return 'direct';
  }
}
