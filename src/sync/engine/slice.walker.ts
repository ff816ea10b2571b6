import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { Database } from '../../database/database.js';
import { Metrics } from '../../observability/metrics.js';
import { UsageMeter } from '../../observability/usage/usage.meter.js';
import { ProviderCursorError, ProviderProtocolError } from '../../providers/provider.errors.js';
import type { PullPage } from '../../providers/provider.port.js';
import { RecordEarlyReader } from '../../records/record.early-reader.js';
import { RecordRefresher } from '../../records/record.refresher.js';
import { RecordStore, type RecordRef, type WriteResult } from '../../records/record.store.js';
import { prefetch } from './prefetch.js';
import { type RunContext } from './run.context.js';
import type { SliceProgress } from './slice.progress.js';
import type { SliceRow } from './slice.row.js';
import { SliceStore } from './slice.store.js';
import { SweepStore } from './sweep.store.js';

const CONCURRENT_READS = 5;

/** Walks one slice page by page. A page is one transaction: its records, its checkpoint, and the fence. */
@Injectable()
export class SliceWalker {
  constructor(
    private readonly database: Database,
    private readonly records: RecordStore,
    private readonly refresher: RecordRefresher,
    private readonly early: RecordEarlyReader,
    private readonly slices: SliceStore,
    private readonly sweeps: SweepStore,
    private readonly metrics: Metrics,
    private readonly usage: UsageMeter,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param onPage after each committed page */
  async walk(context: RunContext, progress: SliceProgress, signal: AbortSignal, onPage: () => void): Promise<void> {
    try {
      await this.walkOn(context, progress, signal, onPage);
    } catch (error) {
      if (!(error instanceof ProviderCursorError) || progress.slice.cursor === null) throw error;
      await this.startOver(context, progress.slice);
      await this.walkOn(context, progress, signal, onPage);
    }
    progress.finish();
  }

  private async walkOn(
    { provider, connection, ...context }: RunContext,
    progress: SliceProgress,
    signal: AbortSignal,
    onPage: () => void,
  ): Promise<void> {
    const { slice } = progress;
    let pages = 0;
    for await (const page of prefetch(provider.pull(connection, slice.request, slice.cursor, { signal }))) {
      signal.throwIfAborted();
      if (++pages > this.config.limits.SYNC_MAX_PAGES_PER_SLICE) {
        throw new ProviderProtocolError(`${slice.stream}: more pages than SYNC_MAX_PAGES_PER_SLICE`);
      }
      progress.observe(page);
      await this.commit({ provider, connection, ...context }, progress, page, signal);
      slice.cursor = page.cursor;
      onPage();
    }
  }

  private async commit(
    context: RunContext,
    progress: SliceProgress,
    page: PullPage,
    signal: AbortSignal,
  ): Promise<void> {
    const { run } = context;
    const { slice } = progress;
    const advance = (tx: Parameters<SliceStore['advance']>[0], written: WriteResult) =>
      this.slices.advance(tx, run, slice, page, written, progress.remaining());
    const written = await this.database.inTenant(run.tenantId, async (tx) => {
      const written = await this.records.write(tx, run, context.provider.stripped, page.records);
      if (slice.sweep) await this.sweeps.markSeen(tx, run, page.records);
      if (written.ties.length === 0) await advance(tx, written);
      return written;
    });
    if (written.ties.length > 0) {
      await this.settle(context, written.ties, signal);
      await this.database.inTenant(run.tenantId, (tx) => advance(tx, written));
    }
    this.usage.add(run.tenantId, run.provider, { records: page.records.types.length });
    this.count(run.provider, written);
  }

  /** Before the checkpoint moves on, so that a crash in between reads them again. */
  private async settle(
    { provider, connection }: RunContext,
    ties: readonly RecordRef[],
    signal: AbortSignal,
  ): Promise<void> {
    const early = await this.early.read(provider, connection, ties, signal);
    await forEachConcurrent(ties, CONCURRENT_READS, async (ref) => {
      await this.refresher.refresh(provider, connection, ref, signal, { early: early(ref) });
    });
  }

  private async startOver({ run }: RunContext, slice: SliceRow): Promise<void> {
    await this.database.inTenant(run.tenantId, (tx) => this.slices.restart(tx, run, slice));
    slice.cursor = null;
  }

  private count(provider: string, { created, updated, unchanged, deleted }: WriteResult): void {
    for (const [outcome, count] of Object.entries({ created, updated, unchanged, deleted })) {
      if (count > 0) this.metrics.records.inc({ provider, outcome }, count);
    }
  }
}
