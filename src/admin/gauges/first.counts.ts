import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DATABASE_TROUBLES } from '../../database/database.troubles.js';
import { DELIVERED, NOTIFICATION_TABLE } from '../../notifications/sending/notification.table.js';
import { Metrics } from '../../observability/metrics.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { QUEUES } from '../../work/queue.table.js';
import { NO_PROVIDER } from '../../work/work.ends.js';
import { WorkRegistry } from '../../work/work.registry.js';

/**
 * Begins what alerts and dashboards watch at 0. Without that, the first dead letter of a process would be the first value
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
    const { metrics } = this;
    for (const outcome of [DELIVERED, NOTIFICATION_TABLE.statuses.dead]) metrics.notifications.inc({ outcome }, 0);
    for (const trouble of DATABASE_TROUBLES) metrics.databaseFailures.inc({ trouble }, 0);
    metrics.scheduleLag.zero({ queue: QUEUES.normal.name });
    const providers = this.providers.all().map((provider) => provider.describe().name);
    for (const provider of providers) {
      metrics.providerRateLimited.inc({ provider }, 0);
      metrics.circuitsOpen.set({ provider }, 0);
      for (const outcome of ['ok', 'refused', 'failed']) metrics.credentialRefreshes.inc({ provider, outcome }, 0);
    }
    for (const { kind } of this.registry.all()) {
      metrics.leaseLosses.inc({ work: kind.name }, 0);
      metrics.takeovers.inc({ work: kind.name }, 0);
      for (const provider of [...providers, NO_PROVIDER]) metrics.deadLetters.inc({ kind: kind.name, provider }, 0);
    }
  }
}
