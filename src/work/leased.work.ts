import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { LogContext } from '../observability/log/log.context.js';
import { Metrics } from '../observability/metrics.js';
import type { ClaimedWork } from './claimed.work.js';
import { SurplusWork } from './claims/surplus.work.js';
import { inItems } from './item.context.js';
import type { JobOutcome } from './job.outcome.js';
import { Lease, ShutdownError } from './lease.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import { WorkApplier } from './work.applier.js';
import { WorkLog } from './work.log.js';
import { WorkSettler } from './work.settler.js';

/** Carries out claimed work. Extends the lease while the kind of work applies it, and settles failed items. */
@Injectable()
export class LeasedWork implements OnModuleDestroy {
  private readonly leases = new Set<Lease>();
  private stopping = false;

  constructor(
    private readonly applier: WorkApplier,
    private readonly settler: WorkSettler,
    private readonly surplus: SurplusWork,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
    for (const lease of this.leases) lease.abort(new ShutdownError());
  }

  carryOut(claimed: ClaimedWork): Promise<JobOutcome> {
    const { work, job, tenantId, items } = claimed;
    const queue = QUEUES[work.kind.table.jobs[job] as QueueKey].name;
    const begun = { ...claimed, begunAt: performance.now() };
    return LogContext.only({ tenantId, job, queue }, () => inItems(work.kind, items, () => this.execute(begun)));
  }

  private async execute(claimed: ClaimedWork): Promise<JobOutcome> {
    WorkLog.started(claimed);
    const lease = this.hold(claimed);
    try {
      const failures = await this.applier.apply(claimed, lease.signal);
      return await this.settler.settle(claimed, failures);
    } finally {
      lease.end();
      this.leases.delete(lease);
      for (const item of claimed.items) this.surplus.release(item);
    }
  }

  private hold({ work, job, tenantId, items, share }: ClaimedWork): Lease {
    const { kind, table } = work;
    const lease = new Lease({
      leaseSeconds: this.config.limits.LEASE_SECONDS,
      extend: () => table.extend(tenantId, items),
      onLost: () => this.metrics.leaseLosses.inc({ work: kind.name }),
    });
    this.leases.add(lease);
    // The claim was made while the process began to stop.
    if (this.stopping) lease.abort(new ShutdownError());
    if (share !== undefined) for (const item of items) this.surplus.hold(item, { table, job, tenantId, share, lease });
    return lease;
  }
}
