import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import { SYSTEM_ACTOR } from '../../audit/audit.row.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { addressHash, ConsentStore } from '../consent/consent.store.js';
import type { Link } from '../targets/outbound-target.table.js';
import { ERASE_BUYER_SQL } from './buyer.sql.js';
import { ERASE_ITEM_SQL, ERASE_REQUESTS_SQL, LOCK_SQL, LOCK_TARGETS_SQL } from './erasure.sql.js';

/** A contact that is to be forgotten. */
export interface ContactRef {
  tenantId: string;
  platformId: string;
}

interface Contact {
  version: number;
  email: string;
  updatedAt: string;
  /** Hashes of the addresses that it had before. */
  formerAddresses: string[];
}

/** An object at an account that the contact feeds or fed. */
interface FedTarget {
  id: string;
  integrationId: string;
  target: string;
  externalId: string | null;
  link: Link | null;
  code: string | null;
  inDoubt: boolean;
  applied: number | null;
}

/**
 * Forgets a contact once no request for it is open. What stays is the hashes of its addresses, and at each integration that
 * had it a revoked consent for each of them: the suppression. An account that could not be told by then is told later.
 */
@Injectable()
export class ContactEraser {
  constructor(
    private readonly database: Database,
    private readonly consents: ConsentStore,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /** @returns whether it was erased: it may have changed, or be wanted again */
  erase({ tenantId, platformId }: ContactRef): Promise<boolean> {
    return this.database.inTenant(tenantId, async (tx) => {
      await tx.execute(LOCK_TARGETS_SQL, [tenantId, platformId]);
      const values = [this.config.limits.OUTBOUND_ERASE_HELD_SECONDS, tenantId, platformId];
      const contact = await tx.row<Contact>(LOCK_SQL, values);
      if (!contact) return false;
      const last = addressHash(contact.email);
      const hashes = [last, ...contact.formerAddresses.map((hash) => Buffer.from(hash, 'hex'))];
      const fed = await tx.rows<FedTarget>(ERASE_REQUESTS_SQL, [tenantId, platformId]);
      await this.consents.forget(tx, [...new Set(fed.map(({ integrationId }) => integrationId))], hashes);
      const { updatedAt } = contact;
      const body = { id: platformId, emailConsent: 'revoked', addressHash: last.toString('hex'), updatedAt };
      await tx.execute(ERASE_ITEM_SQL, [tenantId, platformId, JSON.stringify(body)]);
      await tx.execute(ERASE_BUYER_SQL, [tenantId, platformId]);
      await this.audit.append(tx, {
        actor: SYSTEM_ACTOR,
        action: 'outbound.contact_erased',
        target: platformId,
        detail: {
          adopted: fed.filter(({ link }) => link === 'adopted').map(named),
          untold: fed.filter((target) => isUntold(target, contact)).map(named),
        },
      });
      return true;
    });
  }
}

/** What we have made there still says something of the person, or may do so. */
function isUntold({ link, inDoubt, applied }: FedTarget, { version }: Contact): boolean {
  return inDoubt || (link === 'created' && (applied ?? 0) < version);
}

const named = ({ id, integrationId, target, externalId, code }: FedTarget) => {
  return { outboundId: id, integrationId, target, externalId, code };
};
