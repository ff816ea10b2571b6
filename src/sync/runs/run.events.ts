import { Injectable, Logger, StreamableFile } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { Lifecycle } from '../../common/lifecycle.js';
import { RunDto } from './dto/run.dto.js';
import { EventStream } from '../../progress/event.stream.js';
import { RunPoll } from './run.poll.js';
import { isLive } from './run.progress.js';
import { RunReader } from './run.reader.js';
import type { RunSnapshot } from './run.snapshot.js';
import { StreamSlots } from '../../progress/stream.slots.js';

/** Proxies close a connection that stays silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000;

/** A run's progress as server-sent events: `progress` at once and on change, then one `end`. */
@Injectable()
export class RunEvents {
  private readonly logger = new Logger(RunEvents.name);

  constructor(
    private readonly reader: RunReader,
    private readonly poll: RunPoll,
    private readonly slots: StreamSlots,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** @throws QuotaExceededError @throws TooManyRequestsError */
  async stream(principal: Principal, id: string): Promise<StreamableFile> {
    const run = await this.reader.get(principal.tenantId, id);
    const release = this.slots.acquire(principal);
    const ended = new AbortController();
    const stream = new EventStream(
      this.events(run, ended.signal),
      () => {
        forget();
        ended.abort();
        release();
      },
      principal.expiresAt,
    );
    // Else a process that closes would wait for streams that may go on for hours.
    const forget = this.lifecycle.onClose(() => stream.finish());
    return new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' });
  }

  /** @param ended the client has gone */
  private async *events(first: RunSnapshot, ended: AbortSignal): AsyncGenerator<string> {
    yield event('progress', first);
    let shown = contentOf(first);
    let last: RunSnapshot = first;
    let spokeAt = Date.now();
    while (isLive(last) && !ended.aborted) {
      const run = await this.look(last);
      if (!run) return;
      last = run;
      const content = contentOf(run);
      const silent = Date.now() - spokeAt >= HEARTBEAT_MS;
      if (content !== shown) yield event('progress', run);
      else if (silent) yield ': heartbeat\n\n';
      else continue;
      shown = content;
      spokeAt = Date.now();
    }
    yield event('end', last);
  }

  /** A database that is away for a moment does not end the stream. */
  private async look(last: RunSnapshot): Promise<RunSnapshot | undefined> {
    try {
      return await this.poll.next(last.tenantId, last.id);
    } catch (error) {
      this.logger.warn(`Progress of run ${last.id} could not be read: ${(error as Error).message}`);
      return last;
    }
  }
}

/** What makes a change: not the clock, which changes the rate of a run that makes no progress. */
function contentOf(run: RunSnapshot): string {
  return JSON.stringify({ ...run, asOf: null });
}

function event(name: string, run: RunSnapshot): string {
  return `event: ${name}\ndata: ${JSON.stringify(RunDto.from(run))}\n\n`;
}
