import { Injectable } from '@nestjs/common';
import { Dispatcher } from '../dispatcher.js';
import { RedisState } from '../../redis/redis.state.js';
import { CachedProbe } from '../../observability/probes/cached-probe.js';

/** `problem`: what is wrong, in words for people. */
export type RedisAnswer = { up: true; latencyMs: number } | { up: false; problem?: string };

/**
 * Whether Redis can be used: it answers a ping on the connection that sends the queues' commands, and no recent command
 * was refused.
 */
@Injectable()
export class RedisProbe {
  private readonly pings: CachedProbe<void>;

  constructor(
    dispatcher: Dispatcher,
    private readonly state: RedisState,
  ) {
    this.pings = new CachedProbe(async () => {
      if (!dispatcher.available()) throw new Error('Redis is not connected');
      await dispatcher.queue('critical').client.ping();
    });
  }

  async read(): Promise<RedisAnswer> {
    const problem = this.state.problem();
    if (problem) return { up: false, problem: problem.text };
    const answer = await this.pings.read();
    return answer.up ? answer : { up: false, problem: 'does not answer in time' };
  }
}
