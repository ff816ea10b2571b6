import { BullModule } from '@nestjs/bull';
import { Global, Logger, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { Dispatcher } from './dispatcher.js';
import { JobHandlers } from './job.handlers.js';
import { jobOptions, QUEUES, type QueueKey } from './queue.table.js';
import { QueuePauses } from './queue.pauses.js';
import { Reconciler } from './reconciler.js';
import { QueueConnections } from './queue.connections.js';

@Global()
@Module({})
export class QueuesModule implements OnModuleInit {
  private readonly logger = new Logger('Queues');

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly connections: QueueConnections,
  ) {}

  static with(config: Config): DynamicModule {
    const connections = new QueueConnections(config);
    const queues = BullModule.registerQueue(
      ...Object.values(QUEUES).map((definition) => ({
        name: definition.name,
        prefix: config.redis?.prefix,
        createClient: (type: 'client' | 'subscriber' | 'bclient') => connections.create(definition.name, type),
        defaultJobOptions: jobOptions(definition),
      })),
    );
    return {
      module: QueuesModule,
      imports: [queues],
      providers: [
        { provide: QueueConnections, useValue: connections },
        Dispatcher,
        JobHandlers,
        QueuePauses,
        Reconciler,
      ],
      exports: [queues, Dispatcher, JobHandlers, QueuePauses, Reconciler],
    };
  }

  /** Bull emits `error` for every lost connection; unheard, it would end the process. */
  onModuleInit(): void {
    let last = 0;
    for (const key of Object.keys(QUEUES) as QueueKey[]) {
      const queue = this.dispatcher.queue(key);
      queue.once('close', () => this.connections.end(QUEUES[key].name));
      queue.on('error', (error: Error) => {
        if (Date.now() - last < 10_000) return;
        last = Date.now();
        this.logger.warn(`Redis: ${error.message}`);
      });
    }
  }
}
