import { BullModule, getQueueToken } from '@nestjs/bull';
import { Global, Logger, Module, type DynamicModule, type OnModuleInit, type Provider } from '@nestjs/common';
import type { Queue } from 'bull';
import { infrastructureOf } from '../common/infrastructure.errors.js';
import type { Config } from '../config/config.js';
import { DeliveryReader } from './delivery.reader.js';
import { DirectWork } from './direct.work.js';
import { Dispatcher, WORK_QUEUES } from './dispatcher.js';
import { HintQueue } from './hint.queue.js';
import { RowClaims } from './claims/row.claims.js';
import { SurplusWork } from './claims/surplus.work.js';
import { TenantClaims } from './claims/tenant.claims.js';
import { LeasedWork } from './leased.work.js';
import { QueueConnections } from './queue.connections.js';
import { QueuePauses } from './queue.pauses.js';
import { QUEUES, type QueueDefinition, type QueueKey } from './queue.table.js';
import { Reconciler } from './reconciler.js';
import { RefusedWork } from './refused.work.js';
import { RedisState } from '../redis/redis.state.js';
import { WriteProbe } from './write.probe.js';
import { OpenWorkProbe } from './probes/open-work.probe.js';
import { QueueProbe } from './probes/queue.probe.js';
import { RedisProbe } from './probes/redis.probe.js';
import { WorkTables } from './table/work.tables.js';
import { WorkApplier } from './work.applier.js';
import { WorkEnds } from './work.ends.js';
import { WorkGauges } from './work.gauges.js';
import { WorkRegistry } from './work.registry.js';
import { WorkSettler } from './work.settler.js';
import { WorkSlots } from './work.slots.js';
import { Worker } from './worker.js';

const LINES_APART_MS = 10_000;

@Global()
@Module({})
export class WorkModule implements OnModuleInit {
  private readonly logger = new Logger('Queues');

  constructor(private readonly dispatcher: Dispatcher) {}

  static with(config: Config): DynamicModule {
    const definitions: QueueDefinition[] = Object.values(QUEUES);
    const state = new RedisState(definitions.map(({ name }) => name));
    const connections = new QueueConnections(config, state);
    const queues: Provider[] = definitions.map((definition) => ({
      provide: getQueueToken(definition.name),
      useFactory: () => new HintQueue(definition, config, connections),
    }));
    const keys = Object.keys(QUEUES) as QueueKey[];
    const byKey: Provider = {
      provide: WORK_QUEUES,
      inject: keys.map((key) => getQueueToken(QUEUES[key].name)),
      useFactory: (...all: Queue[]) => Object.fromEntries(keys.map((key, n) => [key, all[n]])),
    };
    const shared = [
      DirectWork,
      Dispatcher,
      QueuePauses,
      Reconciler,
      Worker,
      WorkRegistry,
      WorkTables,
      RedisProbe,
      OpenWorkProbe,
      QueueProbe,
      { provide: RedisState, useValue: state },
    ];
    const engine = [
      LeasedWork,
      RefusedWork,
      RowClaims,
      SurplusWork,
      TenantClaims,
      WorkApplier,
      WorkEnds,
      WorkSettler,
      WorkSlots,
    ];
    return {
      module: WorkModule,
      // Without arguments it registers no queue, but it finds the processors.
      imports: [BullModule.registerQueue()],
      providers: [...queues, byKey, ...shared, ...engine, DeliveryReader, WriteProbe, WorkGauges],
      exports: [...queues, ...shared],
    };
  }

  /**
   * Listens to `error` of Bull, which would otherwise end the process. The connections already report what Redis
   * refuses.
   */
  onModuleInit(): void {
    let last = -Infinity;
    for (const key of Object.keys(QUEUES) as QueueKey[]) {
      this.dispatcher.queue(key).on('error', (error: Error) => {
        if (infrastructureOf(error) || performance.now() - last < LINES_APART_MS) return;
        last = performance.now();
        this.logger.warn(`Bull: ${error.message}`);
      });
    }
  }
}
