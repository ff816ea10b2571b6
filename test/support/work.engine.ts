import type { DataSource } from 'typeorm';
import type { Config } from '../../src/config/config.js';
import { CrossTenant } from '../../src/database/cross-tenant.js';
import { Database } from '../../src/database/database.js';
import { Metrics } from '../../src/observability/metrics.js';
import { RedisState } from '../../src/redis/redis.state.js';
import { RowClaims } from '../../src/work/claims/row.claims.js';
import { SurplusWork } from '../../src/work/claims/surplus.work.js';
import { TenantClaims } from '../../src/work/claims/tenant.claims.js';
import { DeliveryReader } from '../../src/work/delivery.reader.js';
import { DirectWork } from '../../src/work/direct.work.js';
import type { Dispatcher, Hint } from '../../src/work/dispatcher.js';
import { LeasedWork } from '../../src/work/leased.work.js';
import { QueuePauses } from '../../src/work/queue.pauses.js';
import { QUEUES } from '../../src/work/queue.table.js';
import { Reconciler } from '../../src/work/reconciler.js';
import { RefusedWork } from '../../src/work/refused.work.js';
import { WorkTables } from '../../src/work/table/work.tables.js';
import { WorkApplier } from '../../src/work/work.applier.js';
import { WorkEnds } from '../../src/work/work.ends.js';
import { WorkRegistry } from '../../src/work/work.registry.js';
import { WorkSettler } from '../../src/work/work.settler.js';
import { WorkSlots } from '../../src/work/work.slots.js';
import { Worker } from '../../src/work/worker.js';

/** The engine of one worker process over a real PostgreSQL. The test controls the fake Redis. */
export class WorkEngine {
  readonly sent: Hint[] = [];
  isRedisAway = false;
  readonly database: Database;
  readonly registry: WorkRegistry;
  readonly worker: Worker;
  readonly reconciler: Reconciler;
  readonly leased: LeasedWork;
  private readonly direct: DirectWork;
  private readonly surplus: SurplusWork;
  private readonly tenants: TenantClaims;

  constructor(source: DataSource, config: Config) {
    const database = (this.database = new Database(source));
    const availability = {
      refusal: () => undefined,
      since: async () => ({ up: true, latencyMs: 1 }) as const,
    };
    const metrics = new Metrics();
    const slots = new WorkSlots();
    const pauses = new QueuePauses(database);
    const refused = new RefusedWork(availability, config);
    const state = new RedisState(Object.values(QUEUES).map(({ name }) => name));
    for (const { name } of Object.values(QUEUES)) state.report(name, 'commands', null);
    state.stop();
    const dispatcher = this.dispatcher();
    this.registry = new WorkRegistry(new WorkTables(database, new CrossTenant(source), config));
    this.surplus = new SurplusWork(config);
    const ends = new WorkEnds(metrics);
    const applier = new WorkApplier(availability, refused, ends);
    this.leased = new LeasedWork(applier, new WorkSettler(database, refused, ends), this.surplus, metrics, config);
    this.tenants = new TenantClaims(this.leased, dispatcher, pauses, slots, config);
    this.worker = new Worker(this.registry, new RowClaims(this.leased), this.tenants, availability, slots);
    this.direct = new DirectWork(this.worker, this.registry, metrics);
    this.direct.allow();
    const delivery = new DeliveryReader(dispatcher, slots, this.direct, pauses, state, config);
    this.reconciler = new Reconciler(this.registry, dispatcher, delivery, this.direct, slots, metrics, config);
  }

  async stop(): Promise<void> {
    this.leased.onModuleDestroy();
    await Promise.all([this.direct.onModuleDestroy(), this.tenants.onModuleDestroy(), this.surplus.onModuleDestroy()]);
  }

  private dispatcher(): Dispatcher {
    return {
      send: async (hints: Hint[]) => {
        if (this.isRedisAway) return 0;
        this.sent.push(...hints);
        return hints.length;
      },
      backlog: async () => {
        if (this.isRedisAway) throw new Error('Redis is away');
        return 0;
      },
    } as unknown as Dispatcher;
  }
}
