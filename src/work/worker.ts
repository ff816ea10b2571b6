import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bull';
import { DatabaseAvailability } from '../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import { RowClaims } from './claims/row.claims.js';
import { TenantClaims } from './claims/tenant.claims.js';
import { DONE, type JobOutcome } from './job.outcome.js';
import type { WorkRef } from './queue.table.js';
import { WorkRegistry, type RegisteredWork } from './work.registry.js';
import { WorkSlots } from './work.slots.js';

/** Runs jobs in the slots of their queues. Finds the kind of work by the name of the job, and claims its rows. */
@Injectable()
export class Worker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Worker.name);
  private isRegistered: () => void = () => undefined;
  private readonly registered = new Promise<void>((resolve) => (this.isRegistered = resolve));

  constructor(
    private readonly registry: WorkRegistry,
    private readonly rows: RowClaims,
    private readonly tenants: TenantClaims,
    @Inject(DatabaseAvailability) private readonly availability: Pick<DatabaseAvailability, 'refusal'>,
    private readonly slots: WorkSlots,
  ) {}

  /** Handles a job from Redis. In Bull, throwing means a retry, and `discard` before throwing means no retry. */
  async handle(job: Pick<Job, 'name' | 'data' | 'discard'>): Promise<void> {
    const outcome = await this.run(job.name, job.data);
    if (outcome.kind === 'done') return;
    if (outcome.kind === 'failed') await job.discard();
    throw outcome.error;
  }

  /**
   * Runs a job as soon as a slot of its queue is free. Redis may deliver jobs before all modules are initialised. Such
   * a job waits, because after a failure it would come back only a second later, behind newer jobs.
   */
  async run(job: string, payload: unknown): Promise<JobOutcome> {
    if (!this.registry.find(job)) await this.registered;
    const slots = this.slots.of(this.registry.queueOf(job));
    return (await slots.runJob(() => this.attempt(job, payload))) ?? DONE;
  }

  /** Runs a job that Redis did not deliver, if a slot of its queue is free now. `null`: none is free. */
  tryDirectly(job: string, payload: unknown): Promise<JobOutcome> | null {
    return this.slots.of(this.registry.queueOf(job)).tryRun(() => this.attempt(job, payload));
  }

  onModuleDestroy(): void {
    this.isRegistered();
  }

  onApplicationBootstrap(): void {
    this.isRegistered();
  }

  /**
   * If PostgreSQL refuses the work, the job counts as done. Its row stays due and is hinted again. With a retry, an
   * outage would use up the attempts of every job, and all jobs would call the failing server at once.
   */
  private async attempt(job: string, payload: unknown): Promise<JobOutcome> {
    if (this.availability.refusal()) return DONE;
    try {
      return await this.perform(job, payload);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      this.logger.warn(`job_waits: ${job}: ${error.message} (${error.trouble})`);
      return DONE;
    }
  }

  private perform(job: string, payload: unknown): Promise<JobOutcome> {
    const found = this.registry.find(job);
    if (!found) throw new Error(`Job "${job}" has no handler`);
    return 'work' in found ? this.claim(found.work, job, payload as WorkRef) : found.handle(payload);
  }

  private claim(work: RegisteredWork, job: string, ref: WorkRef): Promise<JobOutcome> {
    return work.kind.claims.of === 'row' ? this.rows.follow(work, job, ref) : this.tenants.follow(work, job, ref);
  }
}
