import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { Metrics } from '../../observability/metrics.js';
import { DeliveryGatherer } from './delivery.gatherer.js';
import { PlatformAccounts } from './platform.accounts.js';
import type { WebhookRequest } from './webhook.request.js';

/** Takes verified deliveries into the inbox. Answers only once every event of a delivery is committed. */
@Injectable()
export class WebhookIngest {
  constructor(
    private readonly gatherer: DeliveryGatherer,
    private readonly platformAccounts: PlatformAccounts,
    private readonly metrics: Metrics,
  ) {}

  /** @throws UnavailableError when PostgreSQL cannot take it; the provider retries the whole delivery */
  async receive({ webhook }: WebhookRequest): Promise<{ received: true; duplicate: boolean }> {
    if (!webhook) throw new UnauthenticatedError('Not verified', 'invalid_signature');
    const { provider, endpoint, owner } = webhook.target;
    const { name, aliasStream } = provider.describe();
    const known = await Promise.all(
      webhook.events.map(async (event) => {
        const account = event.account ?? (owner ? null : await this.platformAccounts.of(provider));
        // Where the provider names accounts, one endpoint may be told of several; only its own may reach its records.
        const isForeign = owner && !aliasStream && account !== null && account !== owner.externalAccountId;
        const target = owner && { ...owner, integrationId: isForeign ? null : owner.integrationId };
        return this.gatherer.receive({ ...event, account, provider: name, endpoint, owner: target });
      }),
    );
    const duplicate = known.length > 0 && known.every(Boolean);
    this.metrics.webhooks.inc({ provider: name, outcome: duplicate ? 'duplicate' : 'received' });
    return { received: true, duplicate };
  }
}
