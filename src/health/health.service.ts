import { Injectable } from '@nestjs/common';
import type { HealthDto, ReadyDto } from './health.dto.js';
import { checkDatabase, checkRedis, checkWork, judge } from './health.verdict.js';
import { DatabaseProbe } from '../observability/probes/database.probe.js';
import { OpenWorkProbe } from '../observability/probes/open-work.probe.js';
import { RedisProbe } from '../observability/probes/redis.probe.js';
import { Readiness } from './readiness.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly database: DatabaseProbe,
    private readonly redis: RedisProbe,
    private readonly openWork: OpenWorkProbe,
    private readonly readiness: Readiness,
  ) {}

  /** For people and dashboards: everything this process knows. */
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
    return { status: judge(checks), checks };
  }

  /** For the load balancer: whether a request sent here now can be served. */
  async ready(): Promise<ReadyDto> {
    const [database, redis] = await Promise.all([this.database.read(), this.redis.read()]);
    const checks = {
      database: checkDatabase(database),
      redis: checkRedis(redis),
      process: { status: this.readiness.stopping ? 'down' : 'ok' },
    };
    return { status: judge(checks), checks };
  }
}
