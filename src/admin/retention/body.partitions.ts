import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AdminDatabase } from '../../database/admin.database.js';
import { CREATE_SQL, DROP_SQL, EXPIRED_DAYS_SQL, MISSING_DAYS_SQL } from './body-partition.sql.js';

const DAYS_AHEAD = 7;

/** SQLSTATE check_violation, object_in_use, lock_not_available. */
const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['23514', 'the default partition holds that day'],
  ['55006', 'an event of that day is still open'],
  ['55P03', 'its tables are busy; the next cleanup tries again'],
]);

/** Daily partitions of the webhooks' bodies: made ahead of time, and dropped whole when their time is up. */
@Injectable()
export class BodyPartitions {
  private readonly logger = new Logger(BodyPartitions.name);

  constructor(
    private readonly database: AdminDatabase,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Returns how many were made. Where there is none, bodies go to the default partition. */
  createAhead(): Promise<number> {
    return this.onEachDay(MISSING_DAYS_SQL, DAYS_AHEAD, CREATE_SQL, 'created');
  }

  /** Returns how many were dropped. */
  dropExpired(): Promise<number> {
    return this.onEachDay(EXPIRED_DAYS_SQL, this.config.limits.INBOX_RETENTION_DAYS, DROP_SQL, 'dropped');
  }

  private async onEachDay(daysSql: string, parameter: number, sql: string, done: string): Promise<number> {
    const days = await this.database.call<{ day: string }>(daysSql, [parameter]);
    let count = 0;
    for (const { day } of days) {
      try {
        await this.database.call(sql, [day]);
        count++;
      } catch (error) {
        this.explain(`The partition of ${day} was not ${done}`, error);
      }
    }
    return count;
  }

  private explain(what: string, error: unknown): void {
    const { message, cause } = error as Error;
    const { code } = (cause ?? error) as { code?: string };
    const expected = EXPECTED.get(code ?? '');
    if (expected) this.logger.debug(`${what}: ${expected}`);
    else this.logger.warn(`${what} and will be tried again: ${message}`);
  }
}
