import { Inject, Injectable } from '@nestjs/common';
import type {
  CredentialOwnerPort,
  CredentialOwnerState,
  CredentialRef,
} from '../../credentials/credential-owner.port.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { ProviderCredentialsError } from '../../providers/provider.errors.js';
import { ConnectionFacts } from './connection.facts.js';
import { ConnectionListeners } from './connection.listeners.js';
import { Disconnector } from './disconnector.js';

/**
 * The columns of `integrations` about credentials: their version, the time of the next refresh, and the lease to
 * refresh.
 */
@Injectable()
export class CredentialOwnerStore implements CredentialOwnerPort {
  constructor(
    private readonly disconnector: Disconnector,
    private readonly facts: ConnectionFacts,
    @Inject(ConnectionListeners) private readonly listeners: Pick<ConnectionListeners, 'changed'>,
  ) {}

  async replaced(
    tx: TenantTransaction,
    integrationId: string,
    refreshAt: Date | null,
    endsAt: Date | null,
  ): Promise<void> {
    await tx.execute(
      `UPDATE integrations SET credentials_version = credentials_version + 1, renew_at = $3, renewing_until = NULL
       WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, integrationId, refreshAt],
    );
    await this.facts.consentEnds(tx, integrationId, endsAt);
  }

  async forgotten(tx: TenantTransaction, integrationId: string): Promise<void> {
    await tx.execute(`UPDATE integrations SET renew_at = NULL WHERE tenant_id = $1 AND id = $2`, [
      tx.tenantId,
      integrationId,
    ]);
  }

  state(tx: TenantTransaction, integrationId: string): Promise<CredentialOwnerState | undefined> {
    return tx.row<CredentialOwnerState>(
      `SELECT status, credentials_version AS version FROM integrations WHERE tenant_id = $1 AND id = $2`,
      [tx.tenantId, integrationId],
    );
  }

  async lease(
    tx: TenantTransaction,
    { integrationId, version }: CredentialRef,
    knownStatus: string,
    leaseSeconds: number,
  ): Promise<string | null> {
    const row = await tx.row<{ lease: string }>(
      `UPDATE integrations SET renewing_until = now() + $4 * interval '1 second'
       WHERE tenant_id = $1 AND id = $2 AND credentials_version = $3 AND status <> 'disconnected'
         AND (status <> 'needs_reauth' OR $5 = 'needs_reauth') AND (renewing_until IS NULL OR renewing_until < now())
       RETURNING renewing_until::text AS lease`,
      [tx.tenantId, integrationId, version, leaseSeconds, knownStatus],
    );
    return row?.lease ?? null;
  }

  async release(tx: TenantTransaction, integrationId: string, lease: string): Promise<void> {
    await tx.execute(
      `UPDATE integrations SET renewing_until = NULL WHERE tenant_id = $1 AND id = $2 AND renewing_until::text = $3`,
      [tx.tenantId, integrationId, lease],
    );
  }

  async lockIfCurrent(tx: TenantTransaction, { integrationId, version }: CredentialRef): Promise<boolean> {
    const row = await tx.row(
      `SELECT 1 FROM integrations WHERE tenant_id = $1 AND id = $2 AND credentials_version = $3
         AND status <> 'disconnected' FOR UPDATE`,
      [tx.tenantId, integrationId, version],
    );
    return row !== undefined;
  }

  async refreshed(tx: TenantTransaction, integrationId: string): Promise<void> {
    const revived = await tx.execute(
      `UPDATE integrations SET status = 'connected', last_error = NULL, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND status = 'needs_reauth'`,
      [tx.tenantId, integrationId],
    );
    if (revived === 0) return;
    await this.facts.recovered(tx, integrationId);
    await this.listeners.changed(tx, integrationId);
  }

  refused(tx: TenantTransaction, integrationId: string, error: ProviderCredentialsError): Promise<void> {
    return this.disconnector.stop(tx, { id: integrationId }, error);
  }
}
