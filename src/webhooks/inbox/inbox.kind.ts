import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { Facts } from '../../facts/facts.js';
import type { LogFields } from '../../observability/log/log.context.js';
import { Metrics } from '../../observability/metrics.js';
import type { StoredError } from '../../work/failure.verdict.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { Applied, WorkContext, WorkKind } from '../../work/work.kind.js';
import { WorkRegistry } from '../../work/work.registry.js';
import { EventArrivals } from '../silence/event.arrivals.js';
import { DeadEventGaps } from './dead-event.gaps.js';
import { EventApplier } from './event.applier.js';
import { INBOX, logFieldsOf, type ClaimedEvent } from './inbox.table.js';
import { IngestPressure } from './ingest.pressure.js';

/**
 * Webhook events as a kind of work. The due events of a tenant are claimed together, and applied integration by
 * integration.
 */
@Injectable()
export class InboxKind implements WorkKind<ClaimedEvent>, OnModuleInit {
  readonly name = 'webhook';
  readonly table = INBOX;
  readonly claims: WorkKind['claims'];

  constructor(
    private readonly registry: WorkRegistry,
    private readonly applier: EventApplier,
    readonly pressure: IngestPressure,
    private readonly arrivals: EventArrivals,
    private readonly gaps: DeadEventGaps,
    private readonly facts: Facts,
    private readonly metrics: Metrics,
    @Inject(CONFIG) { limits }: Pick<Config, 'limits'>,
  ) {
    this.claims = { of: 'tenant', batch: limits.WEBHOOK_CLAIM_BATCH };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  groupOf({ integrationId }: ClaimedEvent): string {
    return integrationId;
  }

  async apply(events: readonly ClaimedEvent[], context: WorkContext<ClaimedEvent>): Promise<Applied<ClaimedEvent>> {
    await this.arrivals.note(context.tenantId, events[0]!.integrationId);
    return this.applier.apply(events, context);
  }

  async onDead(tx: TenantTransaction, event: ClaimedEvent, { code }: StoredError): Promise<void> {
    const { integrationId, provider, type: eventType } = event;
    const key = [integrationId, eventType, code].join(':');
    await this.facts.record(tx, 'webhook.dead', key, { integrationId, provider, eventType, code });
    await this.gaps.open(tx, event);
  }

  onEnded({ item: { provider, ageSeconds }, status }: EndedItem<ClaimedEvent>): void {
    this.metrics.webhookEvents.inc({ provider, status });
    this.metrics.inboxLag.observe({ provider }, ageSeconds);
  }

  logFields(event: ClaimedEvent): LogFields {
    return logFieldsOf(event);
  }

  describe({ id, type }: ClaimedEvent): string {
    return `Webhook event ${id} (${type})`;
  }
}
