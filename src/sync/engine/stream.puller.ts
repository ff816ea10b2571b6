import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { type RunContext } from './run.context.js';
import { SliceProgress } from './slice.progress.js';
import type { SliceRow } from './slice.row.js';
import { SliceStore } from './slice.store.js';
import { SliceWalker } from './slice.walker.js';

/**
 * Pulls one stream by as many walks side by side as it pays: when a walk is free, the one with the most left to do
 * hands over the older half of its range.
 */
@Injectable()
export class StreamPuller {
  constructor(
    private readonly database: Database,
    private readonly slices: SliceStore,
    private readonly walker: SliceWalker,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async pull(context: RunContext, slices: readonly SliceRow[], sliceable: boolean): Promise<void> {
    const width = sliceable ? this.config.limits.SYNC_SLICES_PER_STREAM : 1;
    await new Pull(context, slices, width, this.database, this.slices, this.walker).run();
  }
}

class Pull {
  private readonly all: SliceProgress[];
  private readonly waiting: SliceProgress[];
  private readonly active = new Map<SliceProgress, Promise<void>>();
  private readonly abort = new AbortController();
  private readonly signal: AbortSignal;
  private splitting?: Promise<void>;
  private earliest: number | null = null;
  private failure?: { error: unknown };

  constructor(
    private readonly context: RunContext,
    slices: readonly SliceRow[],
    private readonly width: number,
    private readonly database: Database,
    private readonly store: SliceStore,
    private readonly walker: SliceWalker,
  ) {
    this.all = slices.map((slice) => new SliceProgress(slice));
    this.waiting = this.all.filter((progress) => !progress.done);
    this.signal = AbortSignal.any([context.signal, this.abort.signal]);
  }

  /** @throws the first failure, once every walk has stopped */
  async run(): Promise<void> {
    this.fill();
    while (this.active.size > 0 || this.splitting) {
      await Promise.race([...this.active.values(), ...(this.splitting ? [this.splitting] : [])]);
      this.fill();
    }
    if (this.failure) throw this.failure.error;
  }

  private fill(): void {
    while (!this.failure && this.active.size < this.width) {
      const next = this.waiting.shift();
      if (!next) return;
      this.start(next);
    }
  }

  /** Only a new page can make a split worthwhile that was not so before. */
  private onPage(): void {
    if (this.failure || this.splitting || this.active.size + this.waiting.length >= this.width) return;
    this.splitting = this.split()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.splitting = undefined;
        this.fill();
      });
  }

  private start(progress: SliceProgress): void {
    const walk = this.walker
      .walk(this.context, progress, this.signal, () => this.onPage())
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.active.delete(progress));
    this.active.set(progress, walk);
  }

  private async split(): Promise<void> {
    await this.learnEarliest();
    const candidates = [...this.active.keys()]
      .map((progress) => ({ progress, boundary: progress.middle() }))
      .filter((candidate): candidate is { progress: SliceProgress; boundary: number } => candidate.boundary !== null)
      .sort((a, b) => (b.progress.remaining() ?? Infinity) - (a.progress.remaining() ?? Infinity));
    const best = candidates[0];
    if (!best) return;
    const { run } = this.context;
    const { progress: split, boundary } = best;
    const left = split.remaining();
    const remaining = left === null ? null : Math.round(left / 2);
    const older = await this.database.inTenant(run.tenantId, (tx) =>
      this.store.split(tx, run, split.slice, { boundary, number: this.all.length, remaining }),
    );
    const progress = new SliceProgress(older, this.earliest);
    this.all.push(progress);
    this.waiting.push(progress);
  }

  /** Asked for only when a stream turns out to have more than one page. */
  private async learnEarliest(): Promise<void> {
    const asking = [...this.active.keys()].filter((progress) => progress.needsEarliest);
    if (asking.length === 0) return;
    this.earliest = await this.context.earliest();
    for (const progress of asking) progress.setEarliest(this.earliest);
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.abort.abort(error);
  }
}
