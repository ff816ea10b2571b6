import { Injectable } from '@nestjs/common';
import { ALL_STREAMS } from '../../coverage/gap.js';
import { GapStore } from '../../coverage/gap.store.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationStore } from '../../integrations/connections/integration.store.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { EffectReader } from './effect.reader.js';
import { isDeauthorization } from './event.plan.js';
import type { ClaimedEvent } from './inbox.table.js';

/** Opens the gap of an event that was given up: what it reports is not applied until a run reads it. */
@Injectable()
export class DeadEventGaps {
  constructor(
    private readonly integrations: IntegrationStore,
    private readonly providers: ProviderRegistry,
    private readonly effects: EffectReader,
    private readonly gaps: GapStore,
  ) {}

  async open(tx: TenantTransaction, event: ClaimedEvent): Promise<void> {
    const integration = await this.integrations.find(tx, event.integrationId);
    if (!integration) return;
    const to = new Date();
    const from = new Date(to.getTime() - event.ageSeconds * 1000);
    for (const stream of this.streamsOf(integration, event)) {
      await this.gaps.open(tx, integration.id, { stream, reason: 'webhook_dead', from, to });
    }
  }

  /** Of an event that cannot be read it is not known which streams it is about. */
  private streamsOf(integration: IntegrationRow, event: ClaimedEvent): ReadonlySet<string> {
    const provider = this.providers.get(integration.provider);
    try {
      const effects = this.effects.read(provider, integration, event);
      return new Set(effects.flatMap((effect) => (isDeauthorization(effect) ? [] : [effect.type])));
    } catch {
      return new Set([ALL_STREAMS]);
    }
  }
}
