import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Metrics } from '../../observability/metrics.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { NO_PROVIDER } from '../../work/work.ends.js';
import { WorkRegistry } from '../../work/work.registry.js';

/**
 * Begins the counters that alerts watch at 0. Without that, the first dead letter of a process would be the first value
 * of its series, and `increase()` would not see it.
 */
@Injectable()
export class FirstCounts implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: Metrics,
    private readonly registry: WorkRegistry,
    private readonly providers: ProviderRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const providers = [...this.providers.all().map((provider) => provider.describe().name), NO_PROVIDER];
    for (const { kind } of this.registry.all()) {
      this.metrics.leaseLosses.inc({ work: kind.name }, 0);
      for (const provider of providers) this.metrics.deadLetters.inc({ kind: kind.name, provider }, 0);
    }
  }
}
