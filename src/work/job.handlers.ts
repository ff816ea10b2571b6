import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DatabaseAvailability } from '../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import { JOB_QUEUE, type JobName, type JobPayloads } from './queue.table.js';
import { WorkSlots } from './work.slots.js';

/** What became of a job's work; the processor turns it into what Bull understands. */
export type JobOutcome =
  | { kind: 'done' }
  /** Bull should try again by its own backoff. */
  | { kind: 'retry'; error: unknown }
  /** Bull should not: it is dead, or the row has a schedule of its own. */
  | { kind: 'failed'; error: unknown };

export const DONE: JobOutcome = { kind: 'done' };

export type JobHandler<N extends JobName = JobName> = (payload: JobPayloads[N]) => Promise<JobOutcome>;

/** Who does a job. Modules register themselves; a name with no handler, or two, stops the boot. */
@Injectable()
export class JobHandlers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JobHandlers.name);
  private readonly handlers = new Map<JobName, JobHandler>();
  private isRegistered: () => void = () => undefined;
  private readonly registered = new Promise<void>((resolve) => (this.isRegistered = resolve));

  constructor(
    @Inject(DatabaseAvailability) private readonly availability: Pick<DatabaseAvailability, 'refusal'>,
    private readonly slots: WorkSlots,
  ) {}

  register<N extends JobName>(name: N, handler: JobHandler<N>): void {
    if (this.handlers.has(name)) throw new Error(`Job "${name}" has two handlers`);
    this.handlers.set(name, handler as JobHandler);
  }

  /**
   * Does a job that Redis delivered, as soon as a slot of its queue is free. Redis delivers before all modules have begun:
   * failed for want of a handler, such a job would come again after a second, behind whatever came meanwhile.
   */
  async run<N extends JobName>(name: N, payload: JobPayloads[N]): Promise<JobOutcome> {
    if (!this.handlers.has(name)) await this.registered;
    const handler = this.handlerOf(name);
    return (await this.slots.of(JOB_QUEUE[name]).runJob(() => this.attempt(name, handler, payload))) ?? DONE;
  }

  /** Does a job that Redis did not deliver, if a slot of its queue is free now. `null`: none is. */
  tryDirectly<N extends JobName>(name: N, payload: JobPayloads[N]): Promise<JobOutcome> | null {
    const handler = this.handlerOf(name);
    return this.slots.of(JOB_QUEUE[name]).tryRun(() => this.attempt(name, handler, payload));
  }

  onModuleDestroy(): void {
    this.isRegistered();
  }

  onApplicationBootstrap(): void {
    this.isRegistered();
    const missing = (Object.keys(JOB_QUEUE) as JobName[]).filter((name) => !this.handlers.has(name));
    if (missing.length > 0) throw new Error(`Jobs without a handler: ${missing.join(', ')}`);
  }

  /**
   * A job that PostgreSQL refuses is done with: the row that it names stays due, and is hinted again. Were it tried again,
   * an outage would use up the attempts of every job, and ask a server in trouble for all of them at once.
   */
  private async attempt<N extends JobName>(
    name: N,
    handler: JobHandler<N>,
    payload: JobPayloads[N],
  ): Promise<JobOutcome> {
    if (this.availability.refusal()) return DONE;
    try {
      return await handler(payload);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      this.logger.warn(`A ${name} job waits: ${error.message} (${error.trouble})`);
      return DONE;
    }
  }

  private handlerOf(name: JobName): JobHandler {
    const handler = this.handlers.get(name);
    if (!handler) throw new Error(`Job "${name}" has no handler`);
    return handler;
  }
}
