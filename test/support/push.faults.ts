import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { Redis } from 'ioredis';
import { elapse } from './fixed.wait.js';
import { startProviderSandboxes, type ProviderSandboxes } from './provider.sandboxes.js';
import type { SeededRandom } from './seeded.random.js';
import { startInstance } from './service.instance.js';
import { startPostgres, startRedis, type PostgresServer, type Server } from './server.process.js';
import type { Service } from './service.js';
import { TeardownStack } from './teardown.stack.js';

/** In seconds: what a vendor does in the time of a request, of a lookup, and of a key. */
export interface PushTimes {
  writeTimeout: number;
  settle: number;
  safeWindow: number;
  keyLifetime: number;
  late: number;
  /** How long a worker is stopped: its lease is lost, and others act on what it may have sent. */
  stop: number;
}

export interface PushFault {
  name: string;
  /** @returns a function that ends the fault; nothing if it ends by itself */
  begin(): Promise<(() => Promise<unknown>) | void>;
}

/** One in so many requests that write. */
const SPOILED = [
  { kind: 'applyThenTimeout', every: 20 },
  { kind: 'applyThenReset', every: 30 },
  { kind: 'applyLate', every: 33 },
  { kind: 'stored500', every: 50 },
  { kind: 'status429', every: 60, retryAfter: 1 },
];
const WRITES = ['POST', 'PUT', 'PATCH'];
const ALWAYS = 1_000_000;

/** A service and a worker, their database and Redis, and vendors that do all that goes wrong with writes. */
export class PushFaults {
  private constructor(
    readonly world: ProviderSandboxes,
    private worker: Service,
    private readonly postgres: PostgresServer,
    private readonly redis: Server,
    private readonly times: PushTimes,
    private readonly providers: readonly string[],
    private readonly ends: TeardownStack,
  ) {}

  /** @param isPlain a doubt is only a reason to send again */
  static start(providers: readonly string[], times: PushTimes, { isPlain = false } = {}): Promise<PushFaults> {
    return TeardownStack.unlessStarted(async (ends) => {
      const postgres = await startPostgres();
      ends.add(() => postgres.end());
      const redis = await startRedis();
      ends.add(() => redis.end());
      const hook = pathToFileURL(resolve('test/support/plain.retry.js')).href;
      const world = await startProviderSandboxes(providers, {
        ...postgres.env,
        REDIS_URL: redis.url,
        ...environment(times),
        ...(isPlain && { NODE_OPTIONS: `--import ${hook}` }),
      });
      ends.add(() => world.end());
      const worker = await startInstance(world.service, { ROLES: 'worker,scheduler' });
      const faulty = new PushFaults(world, worker, postgres, redis, times, providers, ends);
      ends.add(() => faulty.worker.stop());
      return faulty;
    });
  }

  /** URL of a superuser. */
  get adminUrl(): string {
    return this.postgres.adminUrl;
  }

  /** From now on some of the requests that write go wrong at the vendors. */
  async spoil(): Promise<void> {
    const { writeTimeout, late, keyLifetime } = this.times;
    await this.controls(async (control) => {
      const hasKeys = await control.call('POST', '/idempotency', { seconds: keyLifetime }).then(
        () => true,
        () => false,
      );
      for (const fault of SPOILED.filter(({ kind }) => hasKeys || kind !== 'stored500')) {
        for (const method of WRITES) {
          await control.call('POST', '/faults', {
            ...fault,
            method,
            times: ALWAYS,
            hangMs: writeTimeout * 2_000,
            lateMs: late * 1_000,
          });
        }
      }
    });
  }

  async heal(): Promise<void> {
    await this.controls((control) => control.call('DELETE', '/faults'));
  }

  /** Nothing answers, at any vendor. */
  async away(): Promise<() => Promise<void>> {
    await this.heal();
    await this.controls((control) => control.call('POST', '/faults', { kind: 'reset', times: ALWAYS }));
    return async () => {
      await this.heal();
      await this.spoil();
    };
  }

  /** Every kind of fault of our own, over and over, in another order each time. */
  *faults(random: SeededRandom): Generator<PushFault> {
    for (;;) {
      const kinds = this.kinds();
      while (kinds.length > 0) yield* kinds.splice(random.integer(kinds.length), 1);
    }
  }

  end(): Promise<void> {
    return this.ends.run();
  }

  private kinds(): PushFault[] {
    return [
      { name: 'the service: killed', begin: () => this.world.killAndRestart() },
      { name: 'a worker: killed', begin: () => this.killWorker() },
      { name: 'a worker: stopped', begin: () => this.stopWorker() },
      { name: 'PostgreSQL: killed', begin: () => killed(this.postgres) },
      { name: 'Redis: killed', begin: () => killed(this.redis) },
      { name: 'Redis: emptied', begin: () => this.emptied() },
    ];
  }

  private async killWorker(): Promise<() => Promise<void>> {
    await this.worker.kill();
    return async () => {
      this.worker = await startInstance(this.world.service, { ROLES: 'worker,scheduler' });
    };
  }

  /** What it was about to send is due when it goes on. */
  private async stopWorker(): Promise<() => Promise<void>> {
    const { process: stopped } = this.worker;
    stopped.kill('SIGSTOP');
    const over = elapse(this.times.stop * 1_000);
    return async () => {
      await over;
      stopped.kill('SIGCONT');
    };
  }

  private async emptied(): Promise<void> {
    const client = new Redis(this.redis.url);
    await client.flushall();
    client.disconnect();
  }

  private async controls(work: (control: ReturnType<ProviderSandboxes['sandbox']>['control']) => Promise<unknown>) {
    await Promise.all(this.providers.map((name) => work(this.world.sandbox(name).control)));
  }
}

/** What takes minutes by default takes seconds. */
function environment({ writeTimeout, settle, safeWindow }: PushTimes): Record<string, string> {
  return {
    WEBHOOK_AUTO_REGISTER: 'false',
    LEASE_SECONDS: '3',
    DATABASE_PAUSE_MAX_MS: '2000',
    OUTBOUND_WRITE_TIMEOUT_SECONDS: String(writeTimeout),
    OUTBOUND_SETTLE_SECONDS: String(settle),
    OUTBOUND_SAFE_WINDOW_SECONDS: String(safeWindow),
    OUTBOUND_REPLAY_SECONDS: '1',
    OUTBOUND_REPLAY_MAX_SECONDS: '2',
    OUTBOUND_RELEASE_SECONDS: '2',
    OUTBOUND_CIRCUIT_CHECK_SECONDS: '1',
    BREAKER_OPEN_SECONDS: '1',
    BREAKER_LONGEST_OPEN_SECONDS: '5',
  };
}

async function killed(server: Server): Promise<() => Promise<void>> {
  await server.kill();
  return () => server.restart();
}
