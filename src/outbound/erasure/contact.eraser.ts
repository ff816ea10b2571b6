import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { addressHash, ConsentStore } from '../consent/consent.store.js';
import { ERASE_ITEM_SQL, ERASE_REQUESTS_SQL, LOCK_SQL } from './erasure.sql.js';

/** A contact that is to be forgotten. */
export interface ContactRef {
  tenantId: string;
  platformId: string;
}

/**
 * Forgets a contact once every account has been told to. What stays is a hash of the address, and at each integration that
 * had the contact a revoked consent: the suppression.
 */
@Injectable()
export class ContactEraser {
  constructor(
    private readonly database: Database,
    private readonly consents: ConsentStore,
  ) {}

  /** @returns whether it was erased: it may have changed, or be wanted again */
  erase({ tenantId, platformId }: ContactRef): Promise<boolean> {
    return this.database.inTenant(tenantId, async (tx) => {
      const contact = await tx.row<{ email: string; updatedAt: string }>(LOCK_SQL, [tenantId, platformId]);
      if (!contact) return false;
      const { email: address, updatedAt } = contact;
      const statement = {
        addressHash: addressHash(address),
        state: 'revoked',
        statedAt: new Date(),
        evidence: { reason: 'erased' },
      } as const;
      const integrations = await tx.rows<{ id: string }>(ERASE_REQUESTS_SQL, [tenantId, platformId]);
      for (const { id: integrationId } of integrations) {
        await this.consents.state(tx, { tenantId, integrationId }, [statement]);
      }
      const body = {
        id: platformId,
        emailConsent: 'revoked',
        addressHash: statement.addressHash.toString('hex'),
        updatedAt,
      };
      await tx.execute(ERASE_ITEM_SQL, [tenantId, platformId, JSON.stringify(body)]);
      return true;
    });
  }
}
