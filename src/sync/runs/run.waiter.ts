import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { AppError } from '../../common/app.error.js';
import { Lifecycle } from '../../common/lifecycle.js';
import { RunDto } from './dto/run.dto.js';
import { RunPoll } from './run.poll.js';
import { isLive } from './run.progress.js';
import { StreamSlots } from '../../progress/stream.slots.js';

/** Waits for the end of a run on behalf of a request. Requests that wait share queries and slots with progress streams. */
@Injectable()
export class RunWaiter {
  private readonly logger = new Logger(RunWaiter.name);

  constructor(
    private readonly poll: RunPoll,
    private readonly slots: StreamSlots,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * Ends early when the caller leaves or this process closes.
   * @returns the run as it is then; `null`: too many streams are open and requests wait already
   */
  async wait(principal: Principal, run: RunDto, seconds: number, left: AbortSignal): Promise<RunDto | null> {
    const release = this.acquire(principal);
    if (!release) return null;
    const closing = new AbortController();
    const forget = this.lifecycle.onClose(() => closing.abort());
    const ended = AbortSignal.any([left, closing.signal, AbortSignal.timeout(seconds * 1000)]);
    try {
      return await this.follow(principal.tenantId, run, ended);
    } finally {
      forget();
      release();
    }
  }

  private async follow(tenantId: string, run: RunDto, ended: AbortSignal): Promise<RunDto> {
    let last = run;
    const aborted = new Promise<undefined>((resolve) => {
      if (ended.aborted) resolve(undefined);
      ended.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    while (isLive(last) && !ended.aborted) {
      last = (await Promise.race([aborted, this.look(tenantId, last)])) ?? last;
    }
    return last;
  }

  /** A database that is away for a moment does not end the wait. */
  private async look(tenantId: string, last: RunDto): Promise<RunDto | undefined> {
    try {
      const run = await this.poll.next(tenantId, last.id);
      return run && RunDto.from(run);
    } catch (error) {
      this.logger.debug(`Run ${last.id} could not be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** A preference that cannot be honoured is no reason to refuse the request. */
  private acquire(principal: Principal): (() => void) | null {
    try {
      return this.slots.acquire(principal);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}
