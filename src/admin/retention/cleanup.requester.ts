import { Injectable } from '@nestjs/common';
import { Dispatcher } from '../../work/dispatcher.js';
import { Cleanup } from './cleanup.js';

/** Has a cleanup done: by the worker that takes the job, or here when Redis does not take it. */
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
