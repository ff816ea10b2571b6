import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { NIL as NO_ROW } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Dispatcher } from '../dispatcher.js';
import { LeasedWork } from '../leased.work.js';
import { DONE, type JobOutcome } from '../job.outcome.js';
import { QueuePauses } from '../queue.pauses.js';
import type { QueueKey, WorkRef } from '../queue.table.js';
import type { FreeLanes } from '../table/free.lanes.js';
import { shareOf } from '../work.kind.js';
import type { RegisteredWork } from '../work.registry.js';
import { WorkSlots } from '../work.slots.js';
import { BlockedTenants } from './blocked.tenants.js';
import { JobCap } from './job.cap.js';
import { SpareSlots } from './spare.slots.js';
import { TenantSemaphore } from './tenant.semaphore.js';

/** The claims of one job in this process. */
interface JobClaims {
  cap: JobCap;
  semaphore: TenantSemaphore;
  spare: SpareSlots;
  blocked: BlockedTenants;
}

/**
 * Claims due rows of the tenant that a hint names. If more rows are due, it sends another hint, so that tenants with a
 * backlog take turns.
 */
@Injectable()
export class TenantClaims implements OnModuleDestroy {
  private readonly jobs = new Map<string, JobClaims>();

  constructor(
    private readonly leased: LeasedWork,
    @Inject(Dispatcher) private readonly dispatcher: Pick<Dispatcher, 'send' | 'backlog'>,
    @Inject(QueuePauses) private readonly pauses: Pick<QueuePauses, 'all'>,
    private readonly slots: WorkSlots,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** The outcome is that of the named row. The other rows are settled on their own. */
  async follow(work: RegisteredWork, job: string, ref: WorkRef): Promise<JobOutcome> {
    const { cap } = this.of(work, job);
    if (!cap.acquire(ref)) return DONE;
    try {
      return await this.claimInTurn(work, job, ref);
    } finally {
      const next = cap.release();
      if (next) void this.dispatcher.send([{ job, payload: next }]);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.jobs.values()].map(({ spare }) => spare.stop()));
  }

  private async claimInTurn(work: RegisteredWork, job: string, ref: WorkRef): Promise<JobOutcome> {
    const { semaphore } = this.of(work, job);
    if (!semaphore.acquire(ref.tenantId)) {
      if (work.kind.slots === undefined) this.offerSpare(work, job, ref.tenantId);
      return DONE;
    }
    let hasMore = false;
    try {
      return await this.claim(work, job, ref, () => (hasMore = true));
    } finally {
      const wasPutAside = semaphore.release(ref.tenantId);
      // Added at the end of the queue, behind the hints of other tenants.
      if (wasPutAside || hasMore) void this.dispatcher.send([{ job, payload: ref }]);
    }
  }

  /**
   * Offers work beyond the tenant's share, for the case that no other tenant has work. No hint will bring these rows
   * back.
   */
  private offerSpare(work: RegisteredWork, job: string, tenantId: string): void {
    this.of(work, job).spare.offer(tenantId, () =>
      this.claim(work, job, { tenantId, id: NO_ROW }, () => this.offerSpare(work, job, tenantId)),
    );
  }

  /** @param onMore called if more rows of the tenant may be due */
  private async claim(work: RegisteredWork, job: string, ref: WorkRef, onMore: () => void): Promise<JobOutcome> {
    const { kind, table } = work;
    if (kind.claims.of !== 'tenant') throw new Error(`${kind.name} is not claimed by tenant`);
    const { batch } = kind.claims;
    if (kind.pressure && !(await kind.pressure.subsides())) return DONE;
    const claimDue = (free?: FreeLanes) => table.claimDue(job, ref, batch, free);
    const claim = kind.lanes && (await kind.lanes.claim(ref.tenantId, claimDue));
    try {
      const items = claim?.items ?? (await claimDue());
      const left = claim?.leftAlone();
      const isWhole = items.length >= batch;
      if (isWhole || left === 'again') onMore();
      // A lane that becomes free does not wait for the others of the claim.
      if (claim && (isWhole || left === 'some')) this.of(work, job).blocked.add(ref);
      return items.length === 0 ? DONE : await this.leased.carryOut({ work, job, ...ref, items });
    } finally {
      claim?.release();
    }
  }

  private of(work: RegisteredWork, job: string): JobClaims {
    const known = this.jobs.get(job);
    if (known) return known;
    const queue = work.kind.table.jobs[job] as QueueKey;
    const blocked = new BlockedTenants(this.config.limits, (refs) => {
      void this.dispatcher.send(refs.map((payload) => ({ job, payload })));
    });
    work.kind.lanes?.onFree(() => blocked.free());
    const claims = {
      cap: new JobCap(work.kind.slots ?? Infinity),
      semaphore: new TenantSemaphore(shareOf(work.kind, queue)),
      blocked,
      spare: new SpareSlots(queue, this.dispatcher, this.pauses, this.slots),
    };
    this.jobs.set(job, claims);
    return claims;
  }
}
