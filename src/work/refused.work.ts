import { Inject, Injectable } from '@nestjs/common';
import { BoundedCache } from '../common/bounded-cache.js';
import { CONFIG, type Config } from '../config/config.js';
import { DatabaseAvailability } from '../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import { judgeFailure, judgeOwnFailure, type FailureVerdict } from './failure.verdict.js';
import type { QueueKey } from './queue.table.js';

/** Pieces of work whose refusals one process remembers; the one that was refused longest ago gives way. */
const REMEMBERED = 10_000;

interface Refusals {
  times: number;
  /** How often it was refused although PostgreSQL took writes and other work had been committed since the last time. */
  own: number;
  /** Commits of other work at the last refusal. */
  commits: number;
}

/**
 * Decides about work that failed, and remembers what PostgreSQL has refused. A refusal uses up no attempt and pauses the
 * work for longer each time. But work that is refused again and again while other work is committed is the cause itself.
 */
@Injectable()
export class RefusedWork {
  private readonly refused = new BoundedCache<string, Refusals>(REMEMBERED);
  private commits = 0;

  constructor(
    @Inject(DatabaseAvailability) private readonly availability: Pick<DatabaseAvailability, 'since'>,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** These pieces of work, by id, have been done and committed. */
  committed(ids: readonly string[]): void {
    this.commits += ids.length;
    for (const id of ids) this.refused.delete(id);
  }

  /** @param work its id, and how many attempts have failed before this one */
  async judge(queue: QueueKey, work: { id: string; attempts: number }, error: unknown): Promise<FailureVerdict> {
    const verdict = judgeFailure(queue, error, work.attempts);
    if (!(error instanceof DatabaseUnavailableError) || verdict.kind !== 'postpone') return verdict;
    if (error.isUntried) return { ...verdict, delayMs: this.pause(1) };
    const { up } = await this.availability.since(error.at);
    const { times, own } = this.note(work.id, up);
    if (own >= this.config.limits.DATABASE_REFUSALS_OF_ONE) return judgeOwnFailure(queue, error, work.attempts);
    return { ...verdict, delayMs: this.pause(times) };
  }

  private note(id: string, up: boolean): Refusals {
    const known = this.refused.get(id) ?? { times: 0, own: 0, commits: -1 };
    const isOwn = up && known.commits < this.commits;
    const refusals = { times: known.times + 1, own: known.own + (isOwn ? 1 : 0), commits: this.commits };
    this.refused.set(id, refusals);
    return refusals;
  }

  /** Twice as long each time, and spread, so that the end of an outage is no stampede. */
  private pause(times: number): number {
    const longest = Math.min(2 ** Math.min(times, 30) * 1_000, this.config.limits.DATABASE_PAUSE_MAX_MS);
    return Math.round((longest / 2) * (1 + Math.random()));
  }
}
