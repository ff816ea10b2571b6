import { Injectable } from '@nestjs/common';
import type { HealthDto, ReadyDto } from './health.dto.js';
import { checkDatabase, checkRedis, checkWork, judge } from './health.verdict.js';
import { Lifecycle } from '../common/lifecycle.js';
import { DatabaseRoles } from '../database/database.roles.js';
import { DatabaseProbe } from '../observability/probes/database.probe.js';
import { OpenWorkProbe } from '../work/probes/open-work.probe.js';
import { RedisProbe } from '../work/probes/redis.probe.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly database: DatabaseProbe,
    private readonly redis: RedisProbe,
    private readonly openWork: OpenWorkProbe,
    private readonly lifecycle: Lifecycle,
    private readonly roles: DatabaseRoles,
  ) {}

  /** For people and dashboards: reports everything that this process knows. */
  async health(): Promise<HealthDto> {
    const [database, redis] = await Promise.all([this.database.read(), this.redis.read()]);
    const answer = database.up ? await this.openWork.read() : database;
    const work = answer.up && answer.value ? answer.value : undefined;
    const checks = {
      database: checkDatabase(database),
      redis: checkRedis(redis),
      inbox: checkWork(work?.webhook),
      runs: checkWork(work?.run),
    };
    return { status: judge(checks), checks, databaseRoles: this.roles.mode };
  }

  /** For the load balancer: reports whether this process can serve a request now. */
  async ready(): Promise<ReadyDto> {
    const [database, redis] = await Promise.all([this.database.read(), this.redis.read()]);
    const checks = {
      database: checkDatabase(database),
      redis: checkRedis(redis),
      process: { status: this.lifecycle.isLeaving ? 'down' : 'ok' },
    } as const;
    return { status: judge(checks), checks };
  }
}
