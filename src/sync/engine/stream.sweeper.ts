import { Injectable } from '@nestjs/common';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { refusedContent } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import type { LeftOut } from '../../providers/record-batch.js';
import { RecordRefresher } from '../../records/record.refresher.js';
import type { RunContext } from './run.context.js';
import { SweepStore } from './sweep.store.js';

const BATCH = 500;
const CONCURRENT_READS = 5;

export interface Swept {
  deleted: number;
  /** Records asked for. */
  requests: number;
  leftOut: readonly LeftOut[];
}

/**
 * After a full re-list: whatever we hold and the list did not show is asked for one by one, and only what the
 * provider says is gone becomes a tombstone. A list that lost its place must not delete anything.
 */
@Injectable()
export class StreamSweeper {
  constructor(
    private readonly database: Database,
    private readonly sweeps: SweepStore,
    private readonly refresher: RecordRefresher,
  ) {}

  async sweep(context: RunContext, stream: string, listedAt: number): Promise<Swept> {
    const { run } = context;
    let deleted = 0;
    let requests = 0;
    const leftOut: LeftOut[] = [];
    let after = '';
    for (;;) {
      const ids = await this.database.inTenant(run.tenantId, (tx) =>
        this.sweeps.unseen(tx, run, stream, listedAt, after, BATCH),
      );
      await forEachConcurrent(ids, CONCURRENT_READS, async (externalId) => {
        requests += 1;
        const outcome = await this.ask(context, stream, externalId);
        if (outcome === 'deleted') deleted += 1;
        if (outcome === 'unreadable' || outcome === 'too_large') {
          leftOut.push({ type: stream, externalId, reason: outcome });
        }
      });
      if (ids.length < BATCH) return { deleted, requests, leftOut };
      after = ids.at(-1) ?? after;
    }
  }

  /** Returns what became of the record, or why PostgreSQL refuses what it is now. */
  private async ask({ provider, connection, signal }: RunContext, type: string, externalId: string) {
    try {
      return await this.refresher.refresh(provider, connection, { type, externalId }, signal);
    } catch (error) {
      const reason = refusedContent(error);
      if (reason) return reason;
      throw error;
    }
  }
}
