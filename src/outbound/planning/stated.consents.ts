import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import { itemsOf } from '../../providers/kit/push/pushed.items.js';
import type { PushedItem } from '../../providers/push.port.js';
import type { PlannedIntegration, PlannedTarget } from './planner.js';
import { addressHash, ConsentStore, type ConsentStatement } from '../consent/consent.store.js';

/** Keeps what the platform says of the consents of contacts, for each account that gets them. */
@Injectable()
export class StatedConsents {
  constructor(private readonly consents: ConsentStore) {}

  /** @param targets that the contacts want at the integrations */
  async keep(
    tx: TenantTransaction,
    items: readonly PushedItem[],
    integrations: readonly PlannedIntegration[],
    targets: readonly PlannedTarget[],
  ): Promise<void> {
    const contacts = new Map(itemsOf(items, 'contacts').map((item) => [item.platformId, statementOf(item)]));
    if (contacts.size === 0) return;
    for (const { id: integrationId, keepsConsents } of integrations) {
      if (!keepsConsents) continue;
      const wanted = targets.filter(
        ({ entity, integrationId: of, status }) =>
          of === integrationId && entity === 'contacts' && status !== 'skipped',
      );
      const ids = new Set(wanted.map(({ platformId }) => platformId));
      const statements = [...ids].flatMap((platformId) => contacts.get(platformId) ?? []);
      await this.consents.state(tx, { tenantId: tx.tenantId, integrationId }, statements);
    }
  }
}

function statementOf({ body }: PushedItem<'contacts'>): ConsentStatement {
  const { email, emailConsent: state, consentAt, consentSource, updatedAt } = body;
  const evidence: Record<string, string> = { ...(consentAt && { consentAt }), ...(consentSource && { consentSource }) };
  return { addressHash: addressHash(email), state, statedAt: new Date(consentAt ?? updatedAt), evidence };
}
