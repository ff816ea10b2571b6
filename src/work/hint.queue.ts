import Bull from 'bull';
import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import type { QueueConnections } from './queue.connections.js';
import { jobOptions, type QueueDefinition } from './queue.table.js';

interface BullInternals {
  bclientInitialized?: boolean;
  bclient: Redis;
  /** The promise of each slot. */
  processing: Record<string, Promise<unknown>>;
}

/** Delay before a slot repeats a refused command. */
const RETRY_MS = 1_000;

/**
 * A Bull queue that survives commands that Redis refuses. Bull does not handle the promises of `process()` and of the
 * command that names its connection. Both are rejected when Redis refuses a command or the connection ends.
 */
export class HintQueue extends Bull<unknown> {
  constructor(definition: QueueDefinition, config: Config, connections: QueueConnections) {
    super(definition.name, {
      prefix: config.redis?.prefix,
      createClient: (type) => connections.create(definition.name, type),
      defaultJobOptions: jobOptions(definition),
      settings: { retryProcessDelay: RETRY_MS },
      // Bull would check the version before the connection is open, so the check could only fail.
      ...{ skipVersionCheck: true },
    });
    this.once('close', () => connections.end(definition.name));
  }

  override async process(...registration: unknown[]): Promise<void> {
    const register = super.process as (this: this, ...registration: unknown[]) => Promise<void>;
    try {
      await register.apply(this, registration);
    } catch (error) {
      // The connection was closed for good, so this queue takes no more jobs.
      this.emit('error', error instanceof Error ? error : new Error('The queue was closed'));
    }
  }

  /** Called by Bull. Does nothing: the name only helps people who list connections, and the command may be refused. */
  override setWorkerName(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Called by Bull when it closes. Bull's version reconnects once more and asks for jobs again: a process that stopped
   * while Redis was restarting waited for the responses, one slot after the other.
   */
  override async whenCurrentJobsFinished(): Promise<void> {
    const { bclientInitialized, bclient, processing } = this as unknown as BullInternals;
    if (!bclientInitialized) return;
    bclient.disconnect();
    await Promise.allSettled(Object.values(processing));
  }

  /** Resolves when all running work has ended or is handed back. What the work needs is closed only after that. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }
}
