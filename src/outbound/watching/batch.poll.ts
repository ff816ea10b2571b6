import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { sleep } from '../../common/sleep.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { OutboundBatchDto } from './batch.dto.js';
import { BatchReader } from './batch.reader.js';

/** A batch reports its progress at most four times a second. */
const LEAST_MS = 250;

/** Looks at batches again after a moment. All streams of one batch in this process share a look. */
@Injectable()
export class BatchPoll implements OnModuleDestroy {
  private readonly looks = new Map<string, Promise<OutboundBatchDto | undefined>>();
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
    const pause = Math.max(LEAST_MS, this.config.limits.OUTBOUND_PROGRESS_MS);
    await sleep(pause, signal, { ref: false }).catch(() => undefined);
    this.looks.delete(name);
    return signal.aborted ? undefined : this.reader.get(tenantId, id);
  }
}
