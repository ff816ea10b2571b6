import { Global, Module } from '@nestjs/common';
import { FailureCounts } from './failure.counts.js';
import { Metrics } from './metrics.js';
import { DatabaseProbe } from './probes/database.probe.js';
import { ProcessGauges } from './process.gauges.js';
import { Scrape } from './scrape.js';
import { MeteredBudget } from './usage/metered.budget.js';
import { MonthlyUsage } from './usage/monthly.usage.js';
import { UsageMeter } from './usage/usage.meter.js';
import { UsageStore } from './usage/usage.store.js';

@Global()
@Module({
  providers: [
    Metrics,
    Scrape,
    UsageStore,
    UsageMeter,
    MonthlyUsage,
    MeteredBudget,
    FailureCounts,
    ProcessGauges,
    DatabaseProbe,
  ],
  exports: [Metrics, Scrape, UsageMeter, MeteredBudget, DatabaseProbe],
})
export class ObservabilityModule {}
