import { Readable } from 'node:stream';
import { Inject, Injectable, Logger, StreamableFile, type OnModuleDestroy } from '@nestjs/common';
import { TooManyRequestsError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { RunDto } from './dto/run.dto.js';
import { RunPoll } from './run.poll.js';
import { isLive } from './run.progress.js';
import { RunReader } from './run.reader.js';
import type { RunSnapshot } from './run.snapshot.js';

/** Proxies close a connection that stays silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000;
const RETRY_AFTER_SECONDS = 5;

/** A run's progress as server-sent events: `progress` at once and on change, then one `end`. */
@Injectable()
export class RunEvents implements OnModuleDestroy {
  private readonly logger = new Logger(RunEvents.name);
  private readonly open = new Set<Readable>();

  constructor(
    private readonly reader: RunReader,
    private readonly poll: RunPoll,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Else the HTTP server would wait for streams that may go on for hours. */
  onModuleDestroy(): void {
    for (const stream of this.open) stream.destroy();
  }

  async stream(tenantId: string, id: string): Promise<StreamableFile> {
    const run = await this.reader.get(tenantId, id);
    if (this.open.size >= this.config.limits.PROGRESS_STREAMS) {
      throw new TooManyRequestsError(
        RETRY_AFTER_SECONDS,
        'Too many progress streams are open; ask for the run instead',
      );
    }
    const stream = Readable.from(this.events(run), { objectMode: false, highWaterMark: 1 });
    this.open.add(stream);
    stream.once('close', () => this.open.delete(stream));
    return new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' });
  }

  private async *events(first: RunSnapshot): AsyncGenerator<string> {
    yield event('progress', first);
    let shown = contentOf(first);
    let last: RunSnapshot = first;
    let spokeAt = Date.now();
    while (isLive(last)) {
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
      this.logger.warn(`Progress of run ${last.id}: ${(error as Error).message}`);
      return last;
    }
  }
}

/** What makes a change: not the clock, which moves the pace of a run that stands still. */
function contentOf(run: RunSnapshot): string {
  return JSON.stringify({ ...run, asOf: null });
}

function event(name: string, run: RunSnapshot): string {
  return `event: ${name}\ndata: ${JSON.stringify(RunDto.from(run))}\n\n`;
}
