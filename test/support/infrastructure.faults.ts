import { Redis } from 'ioredis';
import { TeardownStack } from './teardown.stack.js';
import { startInstance } from './service.instance.js';
import { PostgresFaults } from './postgres.faults.js';
import { PostgresProxy } from './postgres.proxy.js';
import { startRedisProxy, type RedisProxy } from './redis.proxy.js';
import { prepareRefusals, REFUSAL_CODES, serviceRedisUrl, type RefusalKind, type Refusals } from './redis.refusals.js';
import { startPostgres, startRedis, type PostgresServer, type Server } from './server.process.js';
import type { Service } from './service.js';
import { startWorld, type World } from './world.js';

const PREFIX = 'faults';
/** Skipped, because it needs a service that logs in as the default user. */
const NOT_OURS: RefusalKind = 'a password that is suddenly required';

export interface InfrastructureFault {
  name: string;
  /** @returns a function that ends the fault; nothing if the fault ends by itself */
  begin(): Promise<(() => Promise<unknown>) | void>;
}

/** A service, another worker, and the servers that they need. Each of them can fail in every known way. */
export class InfrastructureFaults {
  private constructor(
    private readonly postgres: PostgresServer,
    private readonly postgresFaults: PostgresFaults,
    private readonly redis: Server,
    private readonly redisProxy: RedisProxy,
    private refusals: Refusals,
    readonly world: World,
    private worker: Service,
    private readonly ends: TeardownStack,
  ) {}

  static start(env: Record<string, string>): Promise<InfrastructureFaults> {
    return TeardownStack.unlessStarted(async (ends) => {
      const postgres = await startPostgres();
      ends.add(() => postgres.end());
      const redis = await startRedis();
      ends.add(() => redis.end());
      const proxy = await new PostgresProxy(new URL(postgres.url)).listen();
      ends.add(() => proxy.close());
      const redisProxy = await startRedisProxy({ host: '127.0.0.1', port: Number(new URL(redis.url).port) });
      ends.add(() => redisProxy.end());
      const refusals = await prepareRefusals(redis.url, PREFIX, redisProxy);
      const world = await startWorld({
        ...Object.fromEntries(Object.entries(postgres.env).map(([name, url]) => [name, proxy.through(url)])),
        REDIS_URL: serviceRedisUrl(redisProxy, true),
        REDIS_PREFIX: PREFIX,
        ...env,
      });
      ends.add(() => world.end());
      const worker = await startInstance(world.service, { ROLES: 'worker,scheduler' });
      const faults = new PostgresFaults(postgres, proxy);
      const faulty = new InfrastructureFaults(postgres, faults, redis, redisProxy, refusals, world, worker, ends);
      ends.add(() => faulty.worker.stop());
      ends.add(() => faulty.refusals.close());
      return faulty;
    });
  }

  /** URL of a superuser that bypasses the proxy. */
  get adminUrl(): string {
    return this.postgres.adminUrl;
  }

  /** Every kind of fault, once each. */
  faults(): InfrastructureFault[] {
    const kinds = (Object.keys(REFUSAL_CODES) as RefusalKind[]).filter((kind) => kind !== NOT_OURS);
    return [
      ...this.postgresFaults.all().map((fault) => ({ ...fault, name: `PostgreSQL: ${fault.name}` })),
      ...kinds.map((kind) => this.refusal(kind)),
      { name: 'PostgreSQL: killed', begin: () => killed(this.postgres) },
      { name: 'PostgreSQL: frozen', begin: () => this.frozen() },
      {
        name: 'Redis: killed',
        begin: async () => {
          const end = await killed(this.redis);
          return async () => {
            await end();
            // The users of Redis were lost with it.
            this.refusals.close();
            this.refusals = await prepareRefusals(this.redis.url, PREFIX, this.redisProxy);
          };
        },
      },
      { name: 'Redis: emptied', begin: () => this.emptied() },
      { name: 'the service: killed', begin: () => this.serviceEnds((service) => service.kill()) },
      { name: 'the service: stopped', begin: () => this.serviceEnds((service) => service.stop()) },
      { name: 'a worker: killed', begin: () => this.workerEnds((worker) => worker.kill()) },
      { name: 'a worker: stopped', begin: () => this.workerEnds((worker) => worker.stop()) },
    ];
  }

  /** Exit codes of both processes; `null` while a process runs. */
  get exitCodes(): (number | null)[] {
    return [this.world.service, this.worker].map(({ process }) => process.exitCode);
  }

  end(): Promise<void> {
    return this.ends.run();
  }

  private refusal(kind: RefusalKind): InfrastructureFault {
    return {
      name: `Redis: ${kind}`,
      begin: async () => {
        await this.refusals.begin(kind);
        return () => this.refusals.endAll();
      },
    };
  }

  private async frozen(): Promise<() => Promise<void>> {
    const thaw = await this.postgres.freeze();
    return () => Promise.resolve(thaw());
  }

  private async emptied(): Promise<void> {
    const client = new Redis(this.redis.url);
    await client.flushall();
    client.disconnect();
  }

  private async serviceEnds(end: (service: Service) => Promise<unknown>): Promise<() => Promise<void>> {
    await end(this.world.service);
    return () => this.world.restart();
  }

  private async workerEnds(end: (worker: Service) => Promise<unknown>): Promise<() => Promise<void>> {
    await end(this.worker);
    return async () => {
      this.worker = await startInstance(this.world.service, { ROLES: 'worker,scheduler' });
    };
  }
}

async function killed(server: Server): Promise<() => Promise<void>> {
  await server.kill();
  return () => server.restart();
}
