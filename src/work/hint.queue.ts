import Bull from 'bull';
import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import type { QueueConnections } from './queue.connections.js';
import { jobOptions, type QueueDefinition } from './queue.table.js';

interface BullInternals {
  bclientInitialized?: boolean;
  bclient: Redis;
  /** What each slot is at. */
  processing: Record<string, Promise<unknown>>;
}

/** A slot whose command was refused asks again after this long. */
const RETRY_MS = 1_000;

/**
 * A Bull queue that outlives what Redis refuses. Bull leaves the promises of `process()` unhandled and of the name that
 * it gives its connection, and both are rejected when Redis refuses a command or the connection ends.
 */
export class HintQueue extends Bull<unknown> {
  constructor(definition: QueueDefinition, config: Config, connections: QueueConnections) {
    super(definition.name, {
      prefix: config.redis?.prefix,
      createClient: (type) => connections.create(definition.name, type),
      defaultJobOptions: jobOptions(definition),
      settings: { retryProcessDelay: RETRY_MS },
      // Asked before the connection stands, it could only fail.
      ...{ skipVersionCheck: true },
    });
    this.once('close', () => connections.end(definition.name));
  }

  override async process(...registration: unknown[]): Promise<void> {
    const register = super.process as (this: this, ...registration: unknown[]) => Promise<void>;
    try {
      await register.apply(this, registration);
    } catch (error) {
      // The connection was ended for good, so this queue takes no more jobs.
      this.emit('error', error instanceof Error ? error : new Error('The queue was closed'));
    }
  }

  /** Called by Bull. A name for people who list the connections of Redis is worth no command that may be refused. */
  override setWorkerName(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Called by Bull when it closes. Its own connects once more, to be able to go on later, and asks for jobs again: a
   * process that stopped while Redis was restarting waited for the answers, one slot after the other.
   */
  override async whenCurrentJobsFinished(): Promise<void> {
    const { bclientInitialized, bclient, processing } = this as unknown as BullInternals;
    if (!bclientInitialized) return;
    bclient.disconnect();
    await Promise.allSettled(Object.values(processing));
  }

  /** All work in hand has ended or is handed back when this resolves, before anything that it needs is closed. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }
}
