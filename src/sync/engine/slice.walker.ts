import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { Database } from '../../database/database.js';
import { refusedContent } from '../../database/database.errors.js';
import type { Transaction } from '../../database/transaction.js';
import { Metrics } from '../../observability/metrics.js';
import { UsageMeter } from '../../observability/usage/usage.meter.js';
import { ProviderCursorError, ProviderProtocolError } from '../../providers/provider.errors.js';
import type { PullPage } from '../../providers/provider.port.js';
import type { LeftOut } from '../../providers/record-batch.js';
import { RecordEarlyReader } from '../../records/record.early-reader.js';
import { RecordIsolator, type IsolatedWrite } from '../../records/record.isolator.js';
import { RecordRefresher } from '../../records/record.refresher.js';
import { RecordStore, type RecordRef } from '../../records/record.store.js';
import { prefetch } from './prefetch.js';
import { type RunContext } from './run.context.js';
import type { SliceProgress } from './slice.progress.js';
import type { SliceRow } from './slice.row.js';
import { refusedSlices } from './refused.streams.js';
import { SliceStore } from './slice.store.js';
import { SweepStore } from './sweep.store.js';

const CONCURRENT_READS = 5;

/** Walks one slice page by page. A page is one transaction: its records, its checkpoint, and the fence. */
@Injectable()
export class SliceWalker {
  constructor(
    private readonly database: Database,
    private readonly records: RecordStore,
    private readonly isolator: RecordIsolator,
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

  /** What PostgreSQL refuses of a page is found, and set aside. */
  private async commit(
    context: RunContext,
    progress: SliceProgress,
    page: PullPage,
    signal: AbortSignal,
  ): Promise<void> {
    const { run } = context;
    const written = await this.write(context, progress, page, false).catch((error: unknown) => {
      if (!refusedContent(error)) throw error;
      return this.write(context, progress, page, true);
    });
    if (written.ties.length > 0) {
      const refused = await this.settle(context, written.ties, signal);
      const settled = { ...written, refused: [...written.refused, ...refused] };
      await this.database.inTenant(run.tenantId, (tx) => this.advance(tx, context, progress, page, settled));
    }
    this.usage.add(run.tenantId, run.provider, { records: page.records.types.length });
    this.count(run.provider, written, page.records.leftOut?.length ?? 0);
  }

  private write(
    { run, provider }: RunContext,
    progress: SliceProgress,
    page: PullPage,
    isolates: boolean,
  ): Promise<IsolatedWrite> {
    const { records } = page;
    return this.database.inTenant(run.tenantId, async (tx) => {
      const written = isolates
        ? await this.isolator.write(tx, run, provider.stripped, records)
        : { ...(await this.records.write(tx, run, provider.stripped, records)), refused: [] };
      if (progress.slice.sweep) await this.sweeps.markSeen(tx, run, records);
      if (written.ties.length === 0) await this.advance(tx, { run }, progress, page, written);
      return written;
    });
  }

  private advance(
    tx: Transaction,
    { run }: Pick<RunContext, 'run'>,
    progress: SliceProgress,
    page: PullPage,
    written: IsolatedWrite,
  ): Promise<void> {
    return this.slices.advance(tx, run, progress.slice, page, {
      counts: written,
      leftOut: [...(page.records.leftOut ?? []), ...written.refused],
      refused: refusedSlices(page.refused),
      remaining: progress.remaining(),
    });
  }

  /** Before the checkpoint moves on, so that a crash in between reads them again. Returns what PostgreSQL refuses. */
  private async settle(
    { provider, connection }: RunContext,
    ties: readonly RecordRef[],
    signal: AbortSignal,
  ): Promise<LeftOut[]> {
    const refused: LeftOut[] = [];
    const early = await this.early.read(provider, connection, ties, signal);
    await forEachConcurrent(ties, CONCURRENT_READS, async (ref) => {
      try {
        await this.refresher.refresh(provider, connection, ref, signal, { early: early(ref) });
      } catch (error) {
        const reason = refusedContent(error);
        if (!reason) throw error;
        refused.push({ ...ref, reason });
      }
    });
    return refused;
  }

  private async startOver({ run }: RunContext, slice: SliceRow): Promise<void> {
    await this.database.inTenant(run.tenantId, (tx) => this.slices.restart(tx, run, slice));
    slice.cursor = null;
  }

  private count(
    provider: string,
    { created, updated, unchanged, deleted, refused }: IsolatedWrite,
    leftOut: number,
  ): void {
    const failed = refused.length + leftOut;
    for (const [outcome, count] of Object.entries({ created, updated, unchanged, deleted, failed })) {
      if (count > 0) this.metrics.records.inc({ provider, outcome }, count);
    }
  }
}
