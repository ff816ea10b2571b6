import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '../../database/transaction.js';
import type { EmailConsent } from '../items/contact.item.js';

/** What was last said of a consent. */
export interface ConsentStatement {
  integrationId: string;
  /** E-mail address, as it was written. */
  address: string;
  state: EmailConsent;
  source: 'platform' | 'provider';
  statedAt: Date;
  evidence: Readonly<Record<string, string>>;
}

/**
 * $1 tenant, $2 integration, $3 address hash, $4 state, $5 source, $6 stated at, $7 evidence. The newest statement counts.
 * Of two of one time the revocation does.
 */
const STATE_SQL = `
  INSERT INTO outbound_consents AS c (tenant_id, integration_id, address_hash, state, source, stated_at, evidence)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (tenant_id, integration_id, address_hash) DO UPDATE SET state = EXCLUDED.state, source = EXCLUDED.source,
    stated_at = EXCLUDED.stated_at, evidence = EXCLUDED.evidence, position = DEFAULT
  WHERE EXCLUDED.stated_at > c.stated_at
    OR EXCLUDED.stated_at = c.stated_at AND EXCLUDED.state = 'revoked' AND c.state <> 'revoked'`;

/** Rows of `outbound_consents`. */
@Injectable()
export class ConsentStore {
  /** @returns whether the statement counts from now on */
  async state(tx: TenantTransaction, statement: ConsentStatement): Promise<boolean> {
    const { integrationId, address, state, source, statedAt, evidence } = statement;
    const values = [integrationId, addressHash(address), state, source, statedAt, JSON.stringify(evidence)];
    return (await tx.execute(STATE_SQL, [tx.tenantId, ...values])) > 0;
  }
}

/** Addresses are compared without regard to case and outer blanks. */
export function addressHash(address: string): Buffer {
  return createHash('sha256').update(address.trim().toLowerCase()).digest();
}
