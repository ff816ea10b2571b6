import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { AdminDatabase } from '../../database/admin.database.js';
import { CREATE_SQL, DROP_SQL, EXPIRED_DAYS_SQL, KEEP_SQL, MISSING_DAYS_SQL } from './body-partition.sql.js';

const DAYS_AHEAD = 7;

/** Errors that a later cleanup overcomes, by SQLSTATE: check_violation, object_in_use, lock_not_available. */
const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['23514', 'the default partition holds that day'],
  ['55006', 'an event of that day was replayed just now; the next cleanup tries again'],
  ['55P03', 'its tables are busy; the next cleanup tries again'],
]);

interface KeptBodies {
  needed: number;
  lastId: string | null;
}

/** Daily partitions of webhook bodies. They are created in advance and dropped as a whole when their retention ends. */
@Injectable()
export class BodyPartitions {
  private readonly logger = new Logger(BodyPartitions.name);

  constructor(
    private readonly database: AdminDatabase,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Creates missing partitions, and yields 1 for each. Without a partition of its day, a body goes to the default
   * partition.
   */
  async *createAhead(): AsyncGenerator<number> {
    for (const day of await this.days(MISSING_DAYS_SQL, DAYS_AHEAD)) {
      yield await this.change(`The partition of ${day} was not created`, CREATE_SQL, day);
    }
  }

  /** Drops expired partitions, and yields 1 for each. Bodies that are still needed are copied first. */
  async *dropExpired(): AsyncGenerator<number> {
    for (const day of await this.days(EXPIRED_DAYS_SQL, this.config.limits.INBOX_BODY_RETENTION_DAYS)) {
      yield* this.keepNeeded(day);
      yield await this.change(`The partition of ${day} was not dropped`, DROP_SQL, day);
    }
  }

  /** Copies the bodies of dead and open events. Yields 0 after each transaction, because nothing is removed. */
  private async *keepNeeded(day: string): AsyncGenerator<number> {
    const batch = this.config.limits.RETENTION_BATCH_ROWS;
    let after: string | null = null;
    for (;;) {
      const [kept]: KeptBodies[] = await this.database.call<KeptBodies>(KEEP_SQL, [day, after, batch]);
      if (!kept || kept.needed < batch) return;
      after = kept.lastId;
      yield 0;
    }
  }

  private async days(sql: string, parameter: number): Promise<string[]> {
    return (await this.database.call<{ day: string }>(sql, [parameter])).map(({ day }) => day);
  }

  /** Returns 0 if an obstacle that passes by itself prevented the change. */
  private async change(failure: string, sql: string, day: string): Promise<number> {
    try {
      await this.database.call(sql, [day]);
      return 1;
    } catch (error) {
      const { code } = ((error as Error).cause ?? error) as { code?: string };
      const expected = EXPECTED.get(code ?? '');
      if (!expected) throw error;
      this.logger.log(`${failure}: ${expected}`);
      return 0;
    }
  }
}
