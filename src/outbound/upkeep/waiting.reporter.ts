import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Facts, type Episode } from '../../facts/facts.js';
import { OutboundState, type WaitingGroup } from './outbound.state.js';

const WAITING = 'outbound.waiting';

/**
 * In every scheduler: reports what waits, once for each integration, kind of object and reason while it lasts. Targets that
 * wait are counted at intervals, because a fact for each of them would be written thousands of times.
 */
@Injectable()
export class WaitingReporter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly state: OutboundState,
    private readonly crossTenant: CrossTenant,
    private readonly facts: Facts,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    const everyMs = limits.OUTBOUND_STATE_SECONDS * 1_000;
    this.loop = new BackgroundLoop({ name: 'outbound-waiting', everyMs, firstMs: everyMs }, () => this.report());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  /** Begins the episodes of what waits, and ends those of what no longer does. */
  async report(): Promise<void> {
    const { waiting } = await this.state.read();
    const groups = new Map(
      waiting.filter(({ reported }) => reported > 0).map((group) => [nameOf(episodeOf(group)), group]),
    );
    await this.crossTenant.transaction(async (tx) => {
      const known = await this.facts.episodes(tx, WAITING);
      const names = new Set(known.map(nameOf));
      const begun = [...groups].filter(([name]) => !names.has(name)).map(([, group]) => group);
      await this.facts.recordEpisodes(tx, WAITING, begun.map(factOf));
      const over = known.filter((episode) => !groups.has(nameOf(episode)));
      await this.facts.endEpisodes(tx, WAITING, over);
    });
  }
}

function episodeOf({ tenantId, integrationId, target, reason }: WaitingGroup): Episode {
  return { tenantId, key: [integrationId, target, reason].join('/') };
}

function factOf(group: WaitingGroup) {
  const { integrationId, provider, target, reason, reported: count } = group;
  return { ...episodeOf(group), count, data: { integrationId, provider, target, reason } };
}

const nameOf = ({ tenantId, key }: Episode): string => `${tenantId} ${key}`;
