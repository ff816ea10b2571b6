import { Logger } from '@nestjs/common';
import type { RedisProblem } from './redis.problem.js';

/**
 * The place of a problem. `commands`: the connection that sends hints, checked by a write. `consumer`: the connection
 * that waits for jobs. `events`: the subscription. `delivery`: hints are accepted but not delivered.
 */
export type RedisAspect = 'commands' | 'consumer' | 'events' | 'delivery';

const ASPECTS: readonly RedisAspect[] = ['commands', 'consumer', 'delivery', 'events'];
const UNPROVEN: RedisProblem = { code: 'DISCONNECTED', text: 'is not connected', vague: true };
/** Delay before a problem is logged, so that all effects of a lost connection become one log line with the reason. */
const GATHER_MS = 250;
const LINES_APART_MS = 5_000;

/** The state of Redis for each queue. The only place that decides whether Redis is usable, and logs changes. */
export class RedisState {
  private readonly logger = new Logger('Redis');
  private readonly problems = new Map<string, RedisProblem>();
  private logged: string | null = null;
  private loggedAt = -Infinity;
  private timer?: NodeJS.Timeout;
  private stopped = false;

  /** @param queues names of the queues; a queue counts as refused until a write has succeeded */
  constructor(private readonly queues: readonly string[]) {
    for (const queue of queues) this.problems.set(key(queue, 'commands'), UNPROVEN);
  }

  /** @param problem `null`: it works. A vague problem does not replace a specific one. */
  report(queue: string, aspect: RedisAspect, problem: RedisProblem | null): void {
    const name = key(queue, aspect);
    if (problem?.vague && this.problems.has(name)) return;
    if (problem) this.problems.set(name, problem);
    else if (!this.problems.delete(name)) return;
    this.logSoon();
  }

  /** Whether hints can be sent to this queue. */
  accepts(queue: string): boolean {
    return !this.problems.has(key(queue, 'commands'));
  }

  /** Whether this process can expect jobs of this queue. */
  delivers(queue: string): boolean {
    return this.accepts(queue) && !this.problems.has(key(queue, 'consumer'));
  }

  /** The worst of all problems; `null`: Redis works. */
  problem(): RedisProblem | null {
    const all = ASPECTS.flatMap((aspect) => this.queues.flatMap((q) => this.problems.get(key(q, aspect)) ?? []));
    return all.find(({ vague }) => !vague) ?? all[0] ?? null;
  }

  /** The problems of each queue, for metrics. */
  *list(): Iterable<{ queue: string; problem: RedisProblem }> {
    for (const queue of this.queues) {
      for (const aspect of ASPECTS) {
        const problem = this.problems.get(key(queue, aspect));
        if (problem) yield { queue, problem };
      }
    }
  }

  /** From now on nothing is logged, because the process itself closes the connections. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private logSoon(): void {
    if (this.timer || this.stopped) return;
    const delayMs = Math.max(GATHER_MS, this.loggedAt + LINES_APART_MS - performance.now());
    this.timer = setTimeout(() => this.log(), delayMs).unref();
  }

  private log(): void {
    this.timer = undefined;
    const problem = this.problem();
    if (this.stopped || (problem?.code ?? null) === this.logged) return;
    this.logged = problem?.code ?? null;
    this.loggedAt = performance.now();
    if (problem) this.logger.warn(`redis: ${problem.text}; work is processed directly from PostgreSQL`);
    else this.logger.log('redis: works again');
  }
}

function key(queue: string, aspect: RedisAspect): string {
  return `${queue}/${aspect}`;
}
