import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import { Metrics } from '../../observability/metrics.js';
import { CachedProbe } from '../../observability/probes/cached-probe.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';
import { Scrape } from '../../observability/scrape.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { DEAD_LETTERS_SQL, FRESHNESS_SQL, INTEGRATIONS_SQL } from './hub.gauges.sql.js';

interface HubState {
  integrations: { provider: string; status: string; count: number }[];
  /** `seconds`: median, 95th percentile, maximum. */
  freshness: { provider: string; stream: string; seconds: number[] }[];
  deadLetters: { kind: string; provider: string; count: number }[];
}

const QUANTILES = ['p50', 'p95', 'max'] as const;
const TIMEOUT_MS = 1_000;

/**
 * Gauges about all tenants together. One worker process computes them for all, at most every
 * HUB_GAUGES_SECONDS. A value that cannot be read is removed, because an old value would look current.
 */
@Injectable()
export class HubGauges implements OnModuleInit {
  private readonly probe: CachedProbe<HubState>;

  constructor(
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
    private readonly providers: ProviderRegistry,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
    crossTenant: CrossTenant,
  ) {
    const gauge = new SharedGauge('hub', crossTenant, readState, config.limits.HUB_GAUGES_SECONDS * 1000);
    this.probe = new CachedProbe(() => gauge.read(), { timeoutMs: TIMEOUT_MS });
  }

  onModuleInit(): void {
    const { STREAM_STALE_SECONDS } = this.config.limits;
    for (const provider of this.providers.all()) {
      const { name, streams } = provider.describe();
      for (const { name: stream, staleness } of streams) {
        const limit = Math.min(STREAM_STALE_SECONDS, staleness?.withinSeconds ?? Infinity);
        this.metrics.streamStalenessLimit.set({ provider: name, stream }, limit);
      }
    }
    this.scrape.before(() => this.refresh());
  }

  private async refresh(): Promise<void> {
    const answer = await this.probe.read();
    const { integrations, streamFreshness, deadLettersOpen } = this.metrics;
    for (const gauge of [integrations, streamFreshness, deadLettersOpen]) gauge.reset();
    if (!answer.up) return;
    const { value } = answer;
    for (const { provider, status, count } of value.integrations) integrations.set({ provider, status }, count);
    for (const { provider, stream, seconds } of value.freshness) {
      QUANTILES.forEach((quantile, n) => streamFreshness.set({ provider, stream, quantile }, seconds[n] ?? 0));
    }
    for (const { kind, provider, count } of value.deadLetters) deadLettersOpen.set({ kind, provider }, count);
  }
}

async function readState(tx: Transaction): Promise<HubState> {
  return {
    integrations: await tx.rows(INTEGRATIONS_SQL),
    freshness: await tx.rows(FRESHNESS_SQL),
    deadLetters: await tx.rows(DEAD_LETTERS_SQL),
  };
}
