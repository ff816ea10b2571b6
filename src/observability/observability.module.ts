import { Global, Module } from '@nestjs/common';
import { FailureCounts } from './failure.counts.js';
import { Metrics } from './metrics.js';
import { DatabaseProbe } from './probes/database.probe.js';
import { OpenWorkProbe } from './probes/open-work.probe.js';
import { QueueProbe } from './probes/queue.probe.js';
import { RedisProbe } from './probes/redis.probe.js';
import { Scrape } from './scrape.js';
import { MeteredBudget } from './usage/metered.budget.js';
import { MonthlyUsage } from './usage/monthly.usage.js';
import { UsageMeter } from './usage/usage.meter.js';
import { UsageStore } from './usage/usage.store.js';
import { WorkGauges } from './work.gauges.js';

const probes = [DatabaseProbe, RedisProbe, OpenWorkProbe, QueueProbe];

@Global()
@Module({
  providers: [
    Metrics,
    Scrape,
    WorkGauges,
    UsageStore,
    UsageMeter,
    MonthlyUsage,
    MeteredBudget,
    FailureCounts,
    ...probes,
  ],
  exports: [Metrics, Scrape, UsageMeter, MeteredBudget, ...probes],
})
export class ObservabilityModule {}
