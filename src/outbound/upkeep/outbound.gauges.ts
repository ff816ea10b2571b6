import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../observability/metrics.js';
import { CachedProbe } from '../../observability/probes/cached-probe.js';
import { Scrape } from '../../observability/scrape.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { OutboundState, type OutboundCounts } from './outbound.state.js';

const TIMEOUT_MS = 1_000;
const NO_REASON = '';

/** Gauges of what all tenants push, for a scrape of a scheduler. */
@Injectable()
export class OutboundGauges implements OnModuleInit {
  private readonly probe: CachedProbe<OutboundCounts>;

  constructor(
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
    private readonly providers: ProviderRegistry,
    state: OutboundState,
  ) {
    this.probe = new CachedProbe(() => state.read(), { timeoutMs: TIMEOUT_MS });
  }

  onModuleInit(): void {
    this.scrape.before(() => this.refresh());
  }

  /** A value that cannot be read is removed, because an old one would look current. */
  private async refresh(): Promise<void> {
    const answer = await this.probe.read();
    const { outboundOpen, outboundUnknownAge, outboundDead } = this.metrics;
    for (const gauge of [outboundOpen, outboundUnknownAge, outboundDead]) gauge.reset();
    if (!answer.up) return;
    const { waiting, open, doubts, dead } = answer.value;
    for (const status of ['pending', 'sending', 'unknown']) outboundOpen.set({ status, reason: NO_REASON }, 0);
    for (const { status, count } of open) outboundOpen.set({ status, reason: NO_REASON }, count);
    for (const { reason, count } of waiting) outboundOpen.inc({ status: 'waiting', reason }, count);
    for (const { provider, count, seconds } of doubts) {
      outboundOpen.inc({ status: 'unknown', reason: NO_REASON }, count);
      outboundUnknownAge.set({ provider }, seconds);
    }
    for (const { provider, target, isMoney } of this.targets()) {
      const count = dead.find((group) => group.provider === provider && group.target === target)?.count ?? 0;
      outboundDead.set({ provider, target, money: String(isMoney) }, count);
    }
  }

  private targets(): { provider: string; target: string; isMoney: boolean }[] {
    return this.providers.all().flatMap((port) => {
      const provider = port.describe().name;
      return (port.push?.targets ?? []).map(({ name: target, isMoney }) => ({ provider, target, isMoney }));
    });
  }
}
