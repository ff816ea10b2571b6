import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { type Lease, TurnEndedError } from '../lease.js';
import type { WorkItem } from '../table/work.item.js';
import type { WorkTable } from '../table/work.table.js';

export interface HeldRow {
  table: Pick<WorkTable, 'hasSurplus' | 'othersWait'>;
  job: string;
  tenantId: string;
  /** Number of rows that the tenant may have even if others wait. */
  share: number;
  lease: Pick<Lease, 'abort'>;
}

/**
 * Hands back rows that are more than their tenant's share. Whether they are is asked while they run: rows that are claimed at the
 * same moment do not see each other. While there are any, it checks whether rows of other tenants wait for a slot of the job. If
 * so, it hands back the row that was claimed last, and that work continues later.
 */
@Injectable()
export class SurplusWork implements OnModuleDestroy {
  private readonly held = new Map<WorkItem, HeldRow>();
  private loop?: BackgroundLoop;
  private stopping = false;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'limits'>) {}

  hold(item: WorkItem, row: HeldRow): void {
    this.held.set(item, row);
    if (this.loop || this.stopping) return;
    const everyMs = this.config.limits.RECONCILE_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'surplus-work', everyMs, firstMs: everyMs }, () => this.round());
    this.loop.start();
  }

  release(item: WorkItem): void {
    this.held.delete(item);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.loop?.stop();
  }

  /** Checks once. Hands back at most one row of each job, because each returned row frees one slot. */
  async look(): Promise<void> {
    const seen = new Set<string>();
    for (const [item, { table, job, tenantId, share, lease }] of [...this.held].reverse()) {
      if (seen.has(job)) continue;
      if (await table.hasSurplus(tenantId, share)) {
        seen.add(job);
        if (!(await table.othersWait(job, tenantId, this.config.limits.RECONCILE_INTERVAL_MS))) continue;
        lease.abort(new TurnEndedError());
      }
      this.release(item);
    }
  }

  private async round(): Promise<void | null> {
    await this.look();
    if (this.held.size > 0) return;
    this.loop = undefined;
    return null;
  }
}
