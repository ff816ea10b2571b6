import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { AdminDatabase } from '../../database/admin.database.js';

/** Between two tables. */
const PAUSE_MS = 50;
const ANALYSE_SQL = `SELECT analyse_grown_table($1) AS name`;

/**
 * In every scheduler: renews the statistics of tables that have outgrown them. PostgreSQL itself looks once a minute. Until
 * then it plans for the table as it was, and keeps such plans: a tenant whose first rows come by the ten thousand has each of
 * them looked for among all.
 */
@Injectable()
export class StatisticsRefresher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: AdminDatabase,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    const everyMs = config.limits.STATISTICS_CHECK_MS;
    this.loop = new BackgroundLoop({ name: 'statistics', everyMs, firstMs: everyMs }, async () => {
      // A table at a time, so that no transaction lasts for longer than one of them takes.
      return (await this.renewOne()) === null ? undefined : PAUSE_MS;
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }

  /** @returns the name of the table; `null` when none has outgrown its statistics */
  async renewOne(): Promise<string | null> {
    const { STATISTICS_LEAST_ROWS: least } = this.config.limits;
    const [row] = await this.database.call<{ name: string | null }>(ANALYSE_SQL, [least]);
    return row?.name ?? null;
  }
}
