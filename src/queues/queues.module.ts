import { BullModule } from '@nestjs/bull';
import { Global, Logger, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { Dispatcher } from './dispatcher.js';
import { JobHandlers } from './job.handlers.js';
import { jobOptions, QUEUES, type QueueKey } from './queue.table.js';
import { QueuePauses } from './queue.pauses.js';
import { Reconciler } from './reconciler.js';
import { redisClient } from './redis.clients.js';

@Global()
@Module({})
export class QueuesModule implements OnModuleInit {
  private readonly logger = new Logger('Queues');

  constructor(private readonly dispatcher: Dispatcher) {}

  static with(config: Config): DynamicModule {
    const queues = BullModule.registerQueue(
      ...Object.values(QUEUES).map((definition) => ({
        name: definition.name,
        prefix: config.redis?.prefix,
        createClient: (type: 'client' | 'subscriber' | 'bclient') => redisClient(config, type),
        defaultJobOptions: jobOptions(definition),
      })),
    );
    return {
      module: QueuesModule,
      imports: [queues],
      providers: [Dispatcher, JobHandlers, QueuePauses, Reconciler],
      exports: [queues, Dispatcher, JobHandlers, QueuePauses, Reconciler],
    };
  }

  /** Bull emits `error` for every lost connection; unheard, it would end the process. */
  onModuleInit(): void {
    let last = 0;
    for (const key of Object.keys(QUEUES) as QueueKey[]) {
      this.dispatcher.queue(key).on('error', (error: Error) => {
        if (Date.now() - last < 10_000) return;
        last = Date.now();
        this.logger.warn(`Redis: ${error.message}`);
      });
    }
  }
}
