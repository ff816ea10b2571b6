import { Injectable } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import type { Transaction } from '../../database/transaction.js';
import type { Connection } from '../../providers/connection.js';
import { SLOW_DELAYS_MS } from '../../work/retry.schedule.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import type { Sealed } from '../../credentials/vault/sealed.js';
import { placeIn, type SealedTable } from '../../credentials/vault/sealed.table.js';
import { Vault } from '../../credentials/vault/vault.js';
import { INSERT_SQL, REMOVE_SQL, TAKE_DUE_SQL, TAKE_ONE_SQL, USED_ELSEWHERE_SQL } from './revocation.sql.js';

export const SEALED_REVOCATIONS: SealedTable = {
  name: 'consent_revocations',
  tenant: 'tenant_id',
  owner: 'integration_id',
  field: 'field',
};

/** Name of the only secret of an integration in this table: its credentials as JSON. */
const FIELD = 'consent';

/** Each delay is longer than one try takes. The delays also avoid frequent calls to a provider that is away. */
const RETRY_DELAYS_MS = SLOW_DELAYS_MS.slice(1);

type Revoked = Pick<IntegrationRow, 'tenantId' | 'id'>;

/** A consent that must be revoked. A worker has it to itself until it is due again. */
export interface Revocation extends Sealed, Omit<Connection, 'credentials' | 'settings' | 'current'> {
  provider: string;
  /** Number of tries, including this one. */
  attempts: number;
}

/** Consents of disconnected accounts that must be revoked at their provider. */
@Injectable()
export class RevocationStore {
  constructor(
    private readonly vault: Vault,
    private readonly crossTenant: CrossTenant,
  ) {}

  /** @param delayMs delay before workers take it */
  async insert(
    tx: Transaction,
    { tenantId, id }: Revoked,
    credentials: Readonly<Record<string, string>>,
    delayMs: number,
  ): Promise<void> {
    const place = placeIn(SEALED_REVOCATIONS, tenantId, id, FIELD);
    const { kid, wrappedKey, ciphertext } = this.vault.seal(JSON.stringify(credentials), place);
    await tx.execute(INSERT_SQL, [tenantId, id, FIELD, kid, wrappedKey, ciphertext, delayMs]);
  }

  /** Takes due revocations of all tenants. */
  takeDue(limit: number): Promise<Revocation[]> {
    return this.crossTenant.transaction((tx) => tx.rows<Revocation>(TAKE_DUE_SQL, [RETRY_DELAYS_MS, limit]));
  }

  /** Takes one revocation, due or not. `undefined`: another worker has it, or it is done. */
  take({ tenantId, id }: Revoked): Promise<Revocation | undefined> {
    return this.crossTenant.transaction((tx) => tx.row<Revocation>(TAKE_ONE_SQL, [RETRY_DELAYS_MS, tenantId, id]));
  }

  /**
   * The connection as it was when the account was disconnected. Its tokens are not refreshed any more.
   * @throws SecretUnreadableError
   */
  connectionOf({ provider: _, attempts: __, kid, wrappedKey, ciphertext, ...identity }: Revocation): Connection {
    const place = placeIn(SEALED_REVOCATIONS, identity.tenantId, identity.integrationId, FIELD);
    const credentials = JSON.parse(this.vault.open({ kid, wrappedKey, ciphertext }, place)) as Record<string, string>;
    return { ...identity, credentials, settings: {}, current: async () => credentials };
  }

  /**
   * Whether another integration uses the same consent. The provider gives a consent to the platform, so a revocation
   * would disconnect every tenant.
   */
  async isUsedElsewhere({ provider, externalAccountId }: Revocation): Promise<boolean> {
    const rows = await this.crossTenant.transaction((tx) => tx.rows(USED_ELSEWHERE_SQL, [provider, externalAccountId]));
    return rows.length > 0;
  }

  async remove({ tenantId, integrationId }: Revocation): Promise<void> {
    await this.crossTenant.transaction((tx) => tx.execute(REMOVE_SQL, [tenantId, integrationId]));
  }
}
