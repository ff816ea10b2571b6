import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { ALL_STREAMS, type NewGap } from '../../coverage/gap.js';
import { GapStore } from '../../coverage/gap.store.js';
import { WebhookWatchStore, type WatchedIntegration } from '../../coverage/webhook-watch.store.js';
import { Database } from '../../database/database.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { EndpointRegistrar } from '../endpoints/endpoint.registrar.js';
import { EndpointStore } from '../endpoints/endpoint.store.js';
import { heardAt, judgeSilence, silentMs, type Arrivals, type Silence } from './silence.js';

const SILENT = { stream: ALL_STREAMS, reason: 'webhooks_silent' } as const satisfies Partial<NewGap>;
const OVER = { streams: [ALL_STREAMS], reasons: ['webhooks_silent'] } as const;

/**
 * Checks whether the webhooks of an integration arrive. If they do not, that is reported once as a gap, the connection is
 * tested, and the webhook is registered again.
 */
@Injectable()
export class WebhookChecker {
  private readonly logger = new Logger(WebhookChecker.name);

  constructor(
    private readonly database: Database,
    private readonly integrations: IntegrationStore,
    private readonly endpoints: EndpointStore,
    private readonly registrar: EndpointRegistrar,
    private readonly watches: WebhookWatchStore,
    private readonly gaps: GapStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits' | 'scheduleTimeScale'>,
  ) {}

  async check({ tenantId, integrationId }: WatchedIntegration): Promise<void> {
    const silence = await this.database.inTenant(tenantId, async (tx) => {
      const arrivals = await this.arrivals(tx, integrationId);
      const judged = arrivals ? judgeSilence(arrivals, silentMs(this.config)) : 'unexpected';
      if (judged === 'silent')
        await this.gaps.open(tx, integrationId, { ...SILENT, from: heardAt(arrivals!), to: null });
      if (judged === 'over') await this.gaps.close(tx, integrationId, OVER);
      await this.watches.settle(tx, integrationId, this.nextCheckSeconds(judged));
      return judged;
    });
    if (silence === 'silent') await this.verify(tenantId, integrationId);
  }

  /** `undefined`: the account cannot be called now. */
  private async arrivals(tx: TenantTransaction, integrationId: string): Promise<Arrivals | undefined> {
    const integration = await this.integrations.find(tx, integrationId);
    if (!integration || (integration.status !== 'connected' && integration.status !== 'error')) return undefined;
    const watch = await this.watches.find(tx, integrationId);
    const gaps = await this.gaps.list(tx, [integrationId]);
    return {
      eventAt: watch?.eventAt ?? null,
      changedAt: watch?.changedAt ?? null,
      endpointAt: await this.endpoints.newestAt(tx, integrationId),
      connectedAt: integration.connectedAt,
      silentSince: gaps.find(({ reason }) => reason === SILENT.reason)?.since ?? null,
    };
  }

  /** A silence is followed until it ends. Otherwise the next run that brings such changes asks for a check. */
  private nextCheckSeconds(silence: Silence): number | null {
    const { limits, scheduleTimeScale } = this.config;
    const isFollowed = silence === 'silent' || silence === 'still_silent';
    return isFollowed ? limits.WEBHOOK_SILENT_GRACE_SECONDS / scheduleTimeScale : null;
  }

  private async verify(tenantId: string, integrationId: string): Promise<void> {
    this.logger.warn(`The webhooks of integration ${integrationId} do not arrive, although runs bring changes`);
    try {
      await this.registrar.renew(tenantId, integrationId);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.logger.warn(`The webhook of integration ${integrationId} could not be registered again: ${reason}`);
    }
  }
}
