import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../common/background.loop.js';
import { CONFIG, type Config } from '../config/config.js';
import type { TenantCrossing } from '../database/tenant-crossing.js';
import { Metrics } from '../observability/metrics.js';
import type { DeliveryPlan } from './delivery.js';
import { DeliveryReader } from './delivery.reader.js';
import { DirectWork } from './direct.work.js';
import { Dispatcher } from './dispatcher.js';
import type { QueueKey } from './queue.table.js';
import { WorkSlots } from './work.slots.js';
import type { DueWork } from './table/due.work.js';
import { jobsOf } from './table/work-table.definition.js';
import { shareOf, type WorkKind } from './work.kind.js';
import { WorkRegistry, type RegisteredWork } from './work.registry.js';

/** How the due rows of one round were handled. */
export interface Reconciled {
  /** Rows for which Redis accepted a hint. */
  hinted: number;
  /** Rows that this process handles without Redis. */
  direct: number;
  /** Rows for which Redis accepted no hint and that this process cannot handle. A worker will find them. */
  left: number;
}

type Plans = ReadonlyMap<QueueKey, DeliveryPlan | null>;

/**
 * Finds work that has no hint. PostgreSQL is the truth, and Redis only carries hints. Every second, each worker looks
 * for due rows whose hint was lost or never sent, and for expired leases, and sends hints for them. If Redis refuses
 * hints or does not deliver them, the rows are processed directly.
 */
@Injectable()
export class Reconciler implements OnModuleDestroy {
  private readonly loop: BackgroundLoop;
  private stopping = false;
  /** More postponed rows have become due than one round can wake. */
  private isWaking = false;

  constructor(
    private readonly registry: WorkRegistry,
    private readonly dispatcher: Dispatcher,
    private readonly delivery: DeliveryReader,
    private readonly directWork: DirectWork,
    private readonly slots: WorkSlots,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    const everyMs = config.limits.RECONCILE_INTERVAL_MS;
    this.loop = new BackgroundLoop({ name: 'reconciler', everyMs }, () => this.round());
  }

  /** Starts the loop, which runs until the process stops. */
  start(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
  }

  /**
   * Runs one round.
   * @param crossing replaces the worker's own, for a process that is no worker
   */
  async reconcile(crossing?: TenantCrossing): Promise<Reconciled> {
    const { RECONCILE_BATCH } = this.config.limits;
    const total: Reconciled = { hinted: 0, direct: 0, left: 0 };
    let woken = 0;
    const plans = await this.delivery.plans();
    for (const work of this.registry.all()) {
      if (this.stopping) break;
      if (work.kind.pressure?.isHigh()) continue;
      woken = Math.max(woken, await work.table.wake(RECONCILE_BATCH, crossing));
      await this.reconcileWork(work, plans, total, crossing);
    }
    this.isWaking = woken >= RECONCILE_BATCH;
    return total;
  }

  /** Returns the delay before the next round, in ms. */
  private async round(): Promise<number> {
    const { RECONCILE_INTERVAL_MS, RECONCILE_PER_TENANT } = this.config.limits;
    const stopTimer = this.metrics.reconcilerRound.startTimer();
    const { hinted, direct, left } = await this.reconcile();
    stopTimer();
    const more = hinted + direct + left >= RECONCILE_PER_TENANT || this.isWaking || this.directWork.busy;
    return more ? RECONCILE_INTERVAL_MS / 10 : RECONCILE_INTERVAL_MS;
  }

  /** Jobs whose queues are in the same state are searched for together. */
  private async reconcileWork(
    work: RegisteredWork,
    plans: Plans,
    total: Reconciled,
    crossing?: TenantCrossing,
  ): Promise<void> {
    const groups = new Map<string, { plan: DeliveryPlan; jobs: string[] }>();
    for (const job of jobsOf(work.kind.table)) {
      const plan = plans.get(this.registry.queueOf(job));
      if (!plan) continue;
      const name = plan.hints ? JSON.stringify(plan) : job;
      const jobs = groups.get(name)?.jobs ?? [];
      groups.set(name, { plan, jobs: [...jobs, job] });
    }
    for (const { plan, jobs } of groups.values()) {
      const due = await this.take(work, plan, jobs, crossing);
      const direct = this.beginDirectly(due, plan);
      total.direct += direct.size;
      await this.hint(
        due.filter((work) => !direct.has(work)),
        plan,
        total,
      );
    }
  }

  private async take(
    { kind, table }: RegisteredWork,
    plan: DeliveryPlan,
    jobs: readonly string[],
    crossing?: TenantCrossing,
  ): Promise<DueWork[]> {
    const { RECONCILE_BATCH, RECONCILE_PER_TENANT } = this.config.limits;
    const { hintTtlMs, dueForMs } = plan;
    const free = plan.hints ? Infinity : Math.max(...jobs.map((job) => this.slots.of(this.registry.queueOf(job)).free));
    if (free === 0) return [];
    const query = {
      jobs,
      limit: Math.min(RECONCILE_BATCH, free),
      perTenant: Math.min(RECONCILE_PER_TENANT, free, this.mostHints(kind, jobs)),
      hintTtlMs,
      dueForMs,
    };
    const due = await table.takeDue(query, crossing);
    this.metrics.reconcilerFound.inc({ work: kind.name }, due.length);
    const takenOver = due.filter((work) => work.takenOver).length;
    if (takenOver > 0) this.metrics.takeovers.inc({ work: kind.name }, takenOver);
    return due;
  }

  /** One hint of a tenant brings many of its rows, and the next hint: more than can be followed at a time are of no use. */
  private mostHints(kind: WorkKind, jobs: readonly string[]): number {
    if (kind.claims.of !== 'tenant') return Infinity;
    return Math.max(...jobs.map((job) => shareOf(kind, this.registry.queueOf(job))));
  }

  private beginDirectly(due: readonly DueWork[], plan: DeliveryPlan): Set<DueWork> {
    const { directAfterMs } = plan;
    if (directAfterMs === null) return new Set();
    const reason = directAfterMs === 0 ? 'refused' : 'undelivered';
    const begun = due.filter((work) => work.overdueMs >= directAfterMs && this.directWork.begin(work, reason));
    if (reason === 'undelivered')
      for (const { job } of begun) this.delivery.undelivered(this.registry.queueOf(job), plan);
    return new Set(begun);
  }

  private async hint(due: readonly DueWork[], plan: DeliveryPlan, total: Reconciled): Promise<void> {
    if (due.length === 0) return;
    const hints = due.map(({ job, tenantId, id }) => ({ job, payload: { tenantId, id } }));
    const hinted = plan.hints ? await this.dispatcher.send(hints) : 0;
    if (hinted > 0) for (const { job } of due) this.delivery.sent(this.registry.queueOf(job));
    total.hinted += hinted;
    total.left += due.length - hinted;
  }
}
