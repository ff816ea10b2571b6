import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { GapStore, type GapCount } from '../../coverage/gap.store.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Metrics } from '../../observability/metrics.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';
import { Scrape } from '../../observability/scrape.js';

const FRESH_MS = 30_000;
const NO_GAP = { provider: '', stream: '', reason: '' };

/** The open gaps of all tenants, for a scrape of a scheduler. One process counts them for all. */
@Injectable()
export class GapGauge implements OnModuleInit {
  private readonly logger = new Logger(GapGauge.name);
  private readonly counts: SharedGauge<GapCount[]>;

  constructor(
    crossTenant: CrossTenant,
    gaps: GapStore,
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
  ) {
    this.counts = new SharedGauge('coverage_gaps', crossTenant, (tx) => gaps.count(tx), FRESH_MS);
  }

  onModuleInit(): void {
    this.scrape.before(() => this.refresh());
  }

  /** A value that cannot be read is removed, because an old one would look current. */
  private async refresh(): Promise<void> {
    const counts = await this.counts.read().catch((error: unknown) => {
      this.logger.debug(`Open gaps could not be counted: ${(error as Error).message}`);
      return undefined;
    });
    this.metrics.coverageGaps.reset();
    for (const { count, ...labels } of counts ?? []) this.metrics.coverageGaps.set(labels, count);
    // A metric without a series would show no data, as if no process had counted.
    if (counts?.length === 0) this.metrics.coverageGaps.set(NO_GAP, 0);
  }
}
