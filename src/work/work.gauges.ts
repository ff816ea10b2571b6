import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';
import { Scrape } from '../observability/scrape.js';
import { QUEUES, type QueueKey } from './queue.table.js';
import { RedisState } from '../redis/redis.state.js';
import { DatabaseProbe } from '../observability/probes/database.probe.js';
import { OpenWorkProbe } from './probes/open-work.probe.js';
import { QueueProbe } from './probes/queue.probe.js';
import { RedisProbe } from './probes/redis.probe.js';

/**
 * Updates the gauges about Redis and PostgreSQL for a scrape. A value that cannot be read is removed, because an old
 * value would look current.
 */
@Injectable()
export class WorkGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
    private readonly database: DatabaseProbe,
    private readonly redis: RedisProbe,
    private readonly openWork: OpenWorkProbe,
    private readonly queues: QueueProbe,
    private readonly redisState: RedisState,
  ) {}

  onModuleInit(): void {
    this.scrape.before(() => this.refreshQueues());
    this.scrape.before(() => this.refreshWork());
  }

  private async refreshQueues(): Promise<void> {
    const { up } = await this.redis.read();
    this.metrics.dependencyUp.set({ dependency: 'redis' }, up ? 1 : 0);
    this.metrics.redisProblem.reset();
    for (const { queue, problem } of this.redisState.list()) {
      this.metrics.redisProblem.set({ queue, code: problem.code }, 1);
    }
    this.metrics.queueDepth.reset();
    this.metrics.queueOldest.reset();
    await Promise.all((Object.keys(QUEUES) as QueueKey[]).map((key) => this.refreshQueue(key)));
  }

  private async refreshQueue(key: QueueKey): Promise<void> {
    const state = await this.queues.read(key);
    if (!state) return;
    const queue = QUEUES[key].name;
    for (const name of ['waiting', 'active', 'delayed', 'failed', 'paused'] as const) {
      this.metrics.queueDepth.set({ queue, state: name }, state[name]);
    }
    this.metrics.queueOldest.set({ queue }, state.oldestAgeSeconds ?? 0);
  }

  private async refreshWork(): Promise<void> {
    const { up } = await this.database.read();
    this.metrics.dependencyUp.set({ dependency: 'database' }, up ? 1 : 0);
    this.metrics.workDue.reset();
    this.metrics.workOldest.reset();
    if (!up) return;
    const answer = await this.openWork.read();
    if (!answer.up) return;
    for (const [work, { due, oldestSeconds }] of Object.entries(answer.value)) {
      this.metrics.workDue.set({ work }, due);
      this.metrics.workOldest.set({ work }, oldestSeconds);
    }
  }
}
