import { Inject, Injectable } from '@nestjs/common';
import { BoundedCache } from '../common/bounded-cache.js';
import { CONFIG, type Config } from '../config/config.js';
import { DatabaseAvailability } from '../database/availability/database.availability.js';
import { DatabaseUnavailableError } from '../database/database-unavailable.error.js';
import { judgeFailure, judgeOwnFailure, type FailureVerdict } from './failure.verdict.js';
import type { QueueKey } from './queue.table.js';

/** Number of work items whose refusals one process remembers. The one that was refused longest ago is replaced. */
const REMEMBERED = 10_000;

interface Refusals {
  times: number;
  /**
   * How often the work was refused although PostgreSQL accepted writes and other work was committed since the last
   * refusal.
   */
  own: number;
  /** Number of commits of other work at the last refusal. */
  commits: number;
}

/**
 * Decides about failed work, and counts the refusals of PostgreSQL. A refusal uses up no attempt and pauses the work,
 * longer each time. But if work is refused again and again while other work is committed, the work itself is the cause.
 */
@Injectable()
export class RefusedWork {
  private readonly refused = new BoundedCache<string, Refusals>(REMEMBERED);
  private commits = 0;

  constructor(
    @Inject(DatabaseAvailability) private readonly availability: Pick<DatabaseAvailability, 'since'>,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** The work with these ids was committed. */
  committed(ids: readonly string[]): void {
    this.commits += ids.length;
    for (const id of ids) this.refused.delete(id);
  }

  /** @param work its id, and the number of failed attempts before this one */
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

  /**
   * Doubles with each refusal, with a random part, so that not all work restarts at the same moment after an outage.
   */
  private pause(times: number): number {
    const longest = Math.min(2 ** Math.min(times, 30) * 1_000, this.config.limits.DATABASE_PAUSE_MAX_MS);
    return Math.round((longest / 2) * (1 + Math.random()));
  }
}
