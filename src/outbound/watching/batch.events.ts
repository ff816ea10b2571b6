import { Injectable, Logger, StreamableFile } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { NotFoundError } from '../../common/http.errors.js';
import { Lifecycle } from '../../common/lifecycle.js';
import { EventStream } from '../../progress/event.stream.js';
import { StreamSlots } from '../../progress/stream.slots.js';
import type { BatchProgressDto, OutboundBatchDto } from './batch.dto.js';
import { BatchPoll } from './batch.poll.js';
import { BatchReader } from './batch.reader.js';
import { ReportedItems } from './reported.items.js';

/** Proxies close a connection that stays silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000;

/**
 * What becomes of a batch as server-sent events: `progress` at once and on change, one `outcome` for each item that is settled,
 * then one `end`.
 */
@Injectable()
export class BatchEvents {
  private readonly logger = new Logger(BatchEvents.name);

  constructor(
    private readonly reader: BatchReader,
    private readonly poll: BatchPoll,
    private readonly slots: StreamSlots,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * @param lastEventId of a stream that was interrupted
   * @throws QuotaExceededError @throws TooManyRequestsError @throws NotFoundError
   */
  async stream(principal: Principal, id: string, lastEventId: string | undefined): Promise<StreamableFile> {
    const { tenantId } = principal;
    const batch = await this.reader.get(tenantId, id);
    const release = this.slots.acquire(principal);
    const left = new AbortController();
    const stream = new EventStream(
      this.events(tenantId, batch, lastEventId, left.signal),
      () => {
        forget();
        left.abort();
        release();
      },
      principal.expiresAt,
    );
    // Else a process that closes would wait for streams that may go on for hours.
    const forget = this.lifecycle.onClose(() => stream.finish());
    return new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' });
  }

  /** @param left the client has gone */
  private async *events(
    tenantId: string,
    first: OutboundBatchDto,
    lastEventId: string | undefined,
    left: AbortSignal,
  ): AsyncGenerator<string> {
    const reported = new ReportedItems(first.id, first.items.length, lastEventId);
    let batch = first;
    let shown = contentOf(first);
    let spokeAt = Date.now();
    yield event('progress', reported, progressOf(first)) + outcomes(first, reported);
    while (!hasEnded(batch) && !left.aborted) {
      const next = await this.look(tenantId, batch);
      if (!next) return;
      batch = next;
      const content = contentOf(next);
      const isSilent = Date.now() - spokeAt >= HEARTBEAT_MS;
      const text = (content === shown ? '' : event('progress', reported, progressOf(next))) + outcomes(next, reported);
      if (text === '' && !isSilent) continue;
      yield text === '' ? ': heartbeat\n\n' : text;
      shown = content;
      spokeAt = Date.now();
    }
    yield event('end', reported, progressOf(batch));
  }

  /** A database that is away for a moment does not end the stream. */
  private async look(tenantId: string, last: OutboundBatchDto): Promise<OutboundBatchDto | undefined> {
    try {
      return await this.poll.next(tenantId, last.id);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      this.logger.warn(`Progress of batch ${last.id} could not be read: ${(error as Error).message}`);
      return last;
    }
  }
}

const hasEnded = ({ settled, status }: OutboundBatchDto): boolean => settled || status === 'dead';

/** An event for each item that is settled and was not reported yet. */
function outcomes({ items, status }: OutboundBatchDto, reported: ReportedItems): string {
  if (status === 'received') return '';
  let text = '';
  for (const [index, item] of items.entries()) {
    if (!item.settled || reported.has(index)) continue;
    reported.add(index);
    text += event('outcome', reported, item);
  }
  return text;
}

function progressOf({ items: _, truncated: __, ...progress }: OutboundBatchDto): BatchProgressDto {
  return progress;
}

function contentOf(batch: OutboundBatchDto): string {
  return JSON.stringify(progressOf(batch));
}

function event(name: string, id: ReportedItems, data: object): string {
  return `id: ${id.toString()}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
