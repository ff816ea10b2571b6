import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { TenantCrossing } from '../database/tenant-crossing.js';
import { Metrics } from '../observability/metrics.js';
import { Dispatcher } from './dispatcher.js';
import { JobHandlers } from './job.handlers.js';
import { QueuePauses } from './queue.pauses.js';
import { JOB_QUEUE, QUEUES } from './queue.table.js';
import type { DueWork, WorkSource } from './work.source.js';

/** An empty queue has no hint on its way, so rows hinted longer ago than this have lost theirs. */
const SETTLE_MS = 500;

/**
 * PostgreSQL is the truth and Redis only carries hints: every second, in every worker, this looks for due rows
 * whose hint was lost or never sent, and for leases that ran out, and hints them again. With Redis away it does
 * the work itself.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly sources: { source: WorkSource; standsBack: () => boolean }[] = [];
  private timer?: NodeJS.Timeout;
  private round: Promise<void> = Promise.resolve();
  private stopping = false;
  private readonly direct = new Map<WorkSource, Set<Promise<void>>>();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly handlers: JobHandlers,
    private readonly pauses: QueuePauses,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param standsBack while it is true, this process begins nothing more of it */
  register(source: WorkSource, standsBack = (): boolean => false): void {
    this.sources.push({ source, standsBack });
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.includes('worker')) this.schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.round;
    await Promise.all([...this.direct.values()].flatMap((running) => [...running]));
  }

  /**
   * One round, now. Returns how many rows it hinted or did.
   * @param crossing instead of the worker's own, for a process that is none
   */
  async reconcile(crossing?: TenantCrossing): Promise<number> {
    let total = 0;
    for (const { source, standsBack } of this.sources) {
      if (this.stopping) break;
      if (standsBack()) continue;
      total += await this.reconcileSource(source, crossing);
    }
    return total;
  }

  private schedule(delayMs: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.round = this.tick();
    }, delayMs);
  }

  private async tick(): Promise<void> {
    let found = 0;
    try {
      found = await this.reconcile();
    } catch (error) {
      this.logger.warn(`Reconciling failed and will go on: ${(error as Error).message}`);
    }
    const { RECONCILE_INTERVAL_MS, RECONCILE_PER_TENANT } = this.config.limits;
    const more = found >= RECONCILE_PER_TENANT || this.direct.size > 0;
    this.schedule(more ? RECONCILE_INTERVAL_MS / 10 : RECONCILE_INTERVAL_MS);
  }

  private async reconcileSource(source: WorkSource, crossing?: TenantCrossing): Promise<number> {
    const backlog = await this.hintsOnTheWay(source);
    if (backlog === null) return this.doDirectly(source, crossing);
    if (this.direct.get(source)?.size === 0) this.direct.delete(source);
    const limits = this.config.limits;
    if (backlog >= limits.RECONCILE_BATCH) return 0;
    const query = {
      limit: limits.RECONCILE_BATCH,
      perTenant: limits.RECONCILE_PER_TENANT,
      hintTtlMs: backlog === 0 ? SETTLE_MS : limits.HINT_TTL_MS,
    };
    const due = await source.takeDue(query, crossing);
    this.countTakeovers(source, due);
    await this.dispatcher.send(due.map(({ job, tenantId, id }) => ({ job, payload: { tenantId, id } })));
    return due.length;
  }

  /**
   * Not the active ones: whoever has them has followed them already, or was killed or frozen with them in hand.
   * Nor the delayed ones: their rows are not due before them. `null`: Redis cannot be asked.
   */
  private async hintsOnTheWay(source: WorkSource): Promise<number | null> {
    if (!this.dispatcher.available()) return null;
    try {
      const { waiting, paused } = await this.dispatcher.depth(JOB_QUEUE[source.job]);
      return waiting + paused;
    } catch {
      return null;
    }
  }

  /** Never more at a time than the queue would do; a long run does not hold up the round. */
  private async doDirectly(source: WorkSource, crossing?: TenantCrossing): Promise<number> {
    const { name, concurrency } = QUEUES[JOB_QUEUE[source.job]];
    const free = concurrency - (this.direct.get(source)?.size ?? 0);
    if (free <= 0 || (await this.pauses.all()).has(name)) return 0;
    const due = await source.takeDue({ limit: free, perTenant: free, hintTtlMs: SETTLE_MS }, crossing);
    this.countTakeovers(source, due);
    for (const work of due) this.runDirectly(source, work);
    return due.length;
  }

  private runDirectly(source: WorkSource, { job, tenantId, id }: DueWork): void {
    const running = this.direct.get(source) ?? new Set<Promise<void>>();
    this.direct.set(source, running);
    const work: Promise<void> = this.handlers
      .run(job, { tenantId, id })
      .then(() => undefined)
      .catch((error: Error) => this.logger.warn(`${job} ${id} failed outside its own handling: ${error.message}`))
      .finally(() => running.delete(work));
    running.add(work);
  }

  private countTakeovers(source: WorkSource, due: readonly DueWork[]): void {
    const takenOver = due.filter((work) => work.takenOver).length;
    if (takenOver > 0) this.metrics.takeovers.inc({ work: source.name }, takenOver);
  }
}
