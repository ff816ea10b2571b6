import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { BoundedCache } from '../../common/bounded-cache.js';
import { sleep } from '../../common/sleep.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { OutboundBatchDto } from './batch.dto.js';
import { BatchReader } from './batch.reader.js';

/** A batch reports its progress at most four times a second. */
const LEAST_MS = 250;
/** A batch of very many targets takes long to read. It is looked at less often, so that its streams cost little. */
const PAUSE_PER_LOOK = 4;
const LONGEST_MS = 10_000;
const MOST_REMEMBERED = 1_000;

/** Looks at batches again after a moment. All streams of one batch in this process share a look. */
@Injectable()
export class BatchPoll implements OnModuleDestroy {
  private readonly looks = new Map<string, Promise<OutboundBatchDto | undefined>>();
  /** How long the last look at a batch has taken. */
  private readonly took = new BoundedCache<string, number>(MOST_REMEMBERED);
  private readonly stopping = new AbortController();

  constructor(
    private readonly reader: BatchReader,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** Ends every wait at once. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** `undefined`: this process stops. @throws NotFoundError */
  next(tenantId: string, id: string): Promise<OutboundBatchDto | undefined> {
    const name = `${tenantId} ${id}`;
    const open = this.looks.get(name);
    if (open) return open;
    const look = this.look(tenantId, id, name);
    this.looks.set(name, look);
    return look;
  }

  private async look(tenantId: string, id: string, name: string): Promise<OutboundBatchDto | undefined> {
    const { signal } = this.stopping;
    const rest = PAUSE_PER_LOOK * (this.took.get(name) ?? 0);
    const pause = Math.max(LEAST_MS, this.config.limits.OUTBOUND_PROGRESS_MS, Math.min(rest, LONGEST_MS));
    await sleep(pause, signal, { ref: false }).catch(() => undefined);
    this.looks.delete(name);
    if (signal.aborted) return undefined;
    const started = performance.now();
    const batch = await this.reader.get(tenantId, id);
    this.took.set(name, performance.now() - started);
    return batch;
  }
}
