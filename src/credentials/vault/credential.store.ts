import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { CredentialOwner } from '../credential-owner.port.js';
import { ConsentEnds } from './consent.ends.js';
import { refreshTime } from './refresh-time.js';
import type { Sealed } from './sealed.js';
import { placeIn, type SealedTable } from './sealed.table.js';
import { Vault } from './vault.js';

export const SEALED_CREDENTIALS: SealedTable = {
  name: 'integration_credentials',
  tenant: 'tenant_id',
  owner: 'integration_id',
  field: 'field',
};

interface CredentialRow extends Sealed {
  field: string;
}

/** Credentials of integrations, encrypted field by field. They leave this class only inside a Connection. */
@Injectable()
export class CredentialStore {
  constructor(
    private readonly vault: Vault,
    private readonly owner: CredentialOwner,
    @Inject(CONFIG) private readonly config: Config,
    private readonly consentEnds: ConsentEnds,
  ) {}

  /**
   * Fields that are not given are kept. Raises the version, so that a holder of the old credentials can detect the
   * change.
   */
  async save(
    tx: TenantTransaction,
    integrationId: string,
    credentials: Readonly<Record<string, string>>,
  ): Promise<void> {
    for (const [field, value] of Object.entries(credentials)) {
      const sealed = this.vault.seal(value, placeIn(SEALED_CREDENTIALS, tx.tenantId, integrationId, field));
      await tx.execute(
        `INSERT INTO integration_credentials (tenant_id, integration_id, field, kid, wrapped_key, ciphertext)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, integration_id, field) DO UPDATE SET kid = EXCLUDED.kid,
           wrapped_key = EXCLUDED.wrapped_key, ciphertext = EXCLUDED.ciphertext,
           version = integration_credentials.version + 1, updated_at = now()`,
        [tx.tenantId, integrationId, field, sealed.kid, sealed.wrappedKey, sealed.ciphertext],
      );
    }
    const refreshAt = refreshTime(credentials, this.config.limits.TOKEN_REFRESH_AHEAD_SECONDS);
    const endsAt = this.consentEnds.seen(integrationId, credentials);
    await this.owner.port.replaced(tx, integrationId, refreshAt, endsAt);
  }

  /** @throws SecretUnreadableError */
  async load(tx: TenantTransaction, integrationId: string): Promise<Record<string, string>> {
    const rows = await tx.rows<CredentialRow>(
      `SELECT field, kid, wrapped_key AS "wrappedKey", ciphertext FROM integration_credentials
       WHERE tenant_id = $1 AND integration_id = $2`,
      [tx.tenantId, integrationId],
    );
    return Object.fromEntries(
      rows.map((row) => {
        const place = placeIn(SEALED_CREDENTIALS, tx.tenantId, integrationId, row.field);
        return [row.field, this.vault.open(row, place)];
      }),
    );
  }

  async forget(tx: TenantTransaction, integrationId: string): Promise<void> {
    await this.owner.port.forgotten(tx, integrationId);
    await tx.execute(`DELETE FROM integration_credentials WHERE tenant_id = $1 AND integration_id = $2`, [
      tx.tenantId,
      integrationId,
    ]);
  }
}
