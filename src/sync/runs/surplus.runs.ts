import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Lease, TurnEndedError } from '../../work/lease.js';
import type { RunRow } from './run.row.js';
import { RunStore } from './run.store.js';

/**
 * Runs of this process that are executing beyond their tenant's share. While one does, this looks whether runs of other
 * tenants wait for a slot of its queue, and hands back the one that was begun last: it goes on later from its last page.
 */
@Injectable()
export class SurplusRuns implements OnModuleDestroy {
  private readonly logger = new Logger(SurplusRuns.name);
  private readonly held = new Map<RunRow, Pick<Lease, 'abort'>>();
  private timer?: NodeJS.Timeout;
  private stopping = false;

  constructor(
    private readonly runs: RunStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  hold(run: RunRow, lease: Pick<Lease, 'abort'>): void {
    this.held.set(run, lease);
    this.schedule();
  }

  release(run: RunRow): void {
    this.held.delete(run);
  }

  onModuleDestroy(): void {
    this.stopping = true;
    clearTimeout(this.timer);
  }

  /** One look, now: at most one run of each job is handed back, since each makes room for one. */
  async look(): Promise<void> {
    const newestOfJob = new Map([...this.held.keys()].map((run) => [run.job, run]));
    for (const run of newestOfJob.values()) {
      if (!(await this.runs.hasSurplus(run.tenantId))) this.release(run);
      else if (await this.runs.othersWait(run.job, run.tenantId, this.config.limits.RECONCILE_INTERVAL_MS)) {
        this.held.get(run)?.abort(new TurnEndedError());
        this.release(run);
      }
    }
  }

  private schedule(): void {
    if (this.stopping || this.timer || this.held.size === 0) return;
    this.timer = setTimeout(() => void this.tick(), this.config.limits.RECONCILE_INTERVAL_MS).unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.logger.warn(`Waiting work of other tenants could not be counted: ${(error as Error).message}`);
    }
    this.timer = undefined;
    this.schedule();
  }
}
