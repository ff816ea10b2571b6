import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../../common/http.errors.js';
import type { Origin } from '../../observability/log/log.context.js';
import { traceContextOf } from '../../observability/log/trace.context.js';
import { Metrics } from '../../observability/metrics.js';
import { DeliveryParser } from '../parsing/delivery.parser.js';
import { DeliveryBatcher } from './delivery.batcher.js';
import { isForeignAccount } from '../parsing/foreign-account.js';
import { PlatformAccounts } from './platform.accounts.js';
import type { InboundEvent } from '../../providers/webhook.port.js';
import type { WebhookRequest, WebhookTarget } from './webhook.request.js';

/**
 * Parses verified deliveries and stores their events in the inbox. Responds once all events of a delivery are
 * committed.
 */
@Injectable()
export class WebhookIngest {
  constructor(
    private readonly parser: DeliveryParser,
    private readonly batcher: DeliveryBatcher,
    private readonly platformAccounts: PlatformAccounts,
    private readonly metrics: Metrics,
  ) {}

  /** @throws UnavailableError when PostgreSQL cannot store an event; the provider then retries the whole delivery */
  async receive({ webhook, id, headers }: WebhookRequest): Promise<{ received: true; duplicate: boolean }> {
    if (!webhook) throw new UnauthenticatedError('The delivery was not verified', 'invalid_signature');
    const { target, delivery } = webhook;
    const events = this.parser.parse(target.provider, delivery);
    const provider = target.provider.describe().name;
    const origin: Origin = { requestId: id, traceContext: traceContextOf(headers.traceparent) };
    const known = await Promise.all(events.map((event) => this.keep(event, target, origin)));
    const duplicate = known.length > 0 && known.every(Boolean);
    const dead = events.filter(({ unreadable }, n) => unreadable && !known[n]).length;
    if (dead > 0) {
      this.metrics.webhookEvents.inc({ provider, status: 'dead' }, dead);
      this.metrics.deadLetters.inc({ kind: 'webhook', provider }, dead);
    }
    this.metrics.webhooks.inc({ provider, outcome: duplicate ? 'duplicate' : dead > 0 ? 'unreadable' : 'received' });
    return { received: true, duplicate };
  }

  private async keep(
    event: InboundEvent,
    { provider, endpoint, owner }: WebhookTarget,
    origin: Origin,
  ): Promise<boolean> {
    const { name } = provider.describe();
    const account = event.account ?? (owner || event.unreadable ? null : await this.platformAccounts.of(provider));
    const isForeign = owner && isForeignAccount(provider, account, owner.externalAccountId);
    const target = owner && { ...owner, integrationId: isForeign ? null : owner.integrationId };
    return this.batcher.receive({ event, account, provider: name, endpoint, owner: target, origin });
  }
}
