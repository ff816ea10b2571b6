import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { packageInfo } from '../config/package.info.js';
import { PoolCounts } from '../database/pool.counts.js';
import { Metrics } from './metrics.js';
import { Scrape } from './scrape.js';

/** What this process is, and its connections to PostgreSQL. */
@Injectable()
export class ProcessGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
    private readonly pools: PoolCounts,
    @Inject(CONFIG) private readonly config: Pick<Config, 'roles'>,
  ) {}

  onModuleInit(): void {
    const { version } = packageInfo();
    const roles = [...this.config.roles].sort().join(',');
    this.metrics.buildInfo.set({ version, node: process.versions.node, roles }, 1);
    this.scrape.before(async () => {
      for (const [state, count] of Object.entries<number>({ ...this.pools.read() }))
        this.metrics.databasePool.set({ state }, count);
    });
  }
}
