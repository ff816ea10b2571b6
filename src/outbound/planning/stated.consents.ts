import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { itemsOf } from '../../providers/kit/push/pushed.items.js';
import type { PushedItem } from '../../providers/push.port.js';
import { consentSaid } from '../../providers/kit/push/consent.time.js';
import type { Plan, PlannedIntegration } from './planner.js';
import { addressHash, ConsentStore, type ConsentStatement } from '../consent/consent.store.js';

/** Keeps what the platform says of the consents of contacts, for each account that gets them. */
@Injectable()
export class StatedConsents {
  constructor(private readonly consents: ConsentStore) {}

  /** @param plan what the contacts want at the integrations: several of them may want one target */
  async keep(
    tx: TenantTransaction,
    items: readonly PushedItem[],
    integrations: readonly PlannedIntegration[],
    { targets, sources }: Pick<Plan, 'targets' | 'sources'>,
  ): Promise<void> {
    const contacts = new Map(itemsOf(items, 'contacts').map((item) => [item.platformId, statementOf(item)]));
    if (contacts.size === 0) return;
    for (const { id: integrationId, keepsConsents } of integrations) {
      if (!keepsConsents) continue;
      const kept = targets.filter(({ integrationId: of, status }) => of === integrationId && status !== 'skipped');
      const wanted = new Set(kept.map(({ id }) => id));
      const feeding = sources.filter(
        ({ targetId, entity, version }) => entity === 'contacts' && version > 0 && wanted.has(targetId),
      );
      const ids = new Set(feeding.map(({ platformId }) => platformId));
      const statements = [...ids].flatMap((platformId) => contacts.get(platformId) ?? []);
      await this.consents.state(tx, { tenantId: tx.tenantId, integrationId }, statements);
    }
  }
}

function statementOf({ body }: PushedItem<'contacts'>): ConsentStatement {
  const { email, consentAt, consentSource, updatedAt } = body;
  const { consent: state, at } = consentSaid(body);
  const statedAt = new Date(at ?? updatedAt);
  const evidence: Record<string, string> = { ...(consentAt && { consentAt }), ...(consentSource && { consentSource }) };
  return { addressHash: addressHash(email), state, statedAt, evidence };
}
