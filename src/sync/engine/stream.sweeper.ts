import { Injectable } from '@nestjs/common';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { Database } from '../../database/database.js';
import { RecordRefresher } from '../../records/record.refresher.js';
import type { RunContext } from './run.context.js';
import { SweepStore } from './sweep.store.js';

const BATCH = 500;
const CONCURRENT_READS = 5;

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

  /** Returns how many records turned out to be deleted, of how many asked for. */
  async sweep(context: RunContext, stream: string, listedAt: number): Promise<{ deleted: number; requests: number }> {
    const { run } = context;
    let deleted = 0;
    let requests = 0;
    let after = '';
    for (;;) {
      const ids = await this.database.inTenant(run.tenantId, (tx) =>
        this.sweeps.unseen(tx, run, stream, listedAt, after, BATCH),
      );
      await forEachConcurrent(ids, CONCURRENT_READS, async (externalId) => {
        requests += 1;
        if ((await this.ask(context, stream, externalId)) === 'deleted') deleted += 1;
      });
      if (ids.length < BATCH) return { deleted, requests };
      after = ids.at(-1) ?? after;
    }
  }

  private ask({ provider, connection, signal }: RunContext, type: string, externalId: string) {
    return this.refresher.refresh(provider, connection, { type, externalId }, signal);
  }
}
