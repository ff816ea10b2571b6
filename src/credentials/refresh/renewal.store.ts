import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';

export interface RenewalRef {
  tenantId: string;
  id: string;
  /** Of the credentials that are to be replaced. */
  version: number;
}

export interface RenewalState {
  status: string;
  version: number;
}

/** Who renews an integration's credentials: a lease by the database's clock, for one version of them. */
@Injectable()
export class RenewalStore {
  /**
   * @param knownStatus what the claimant believes: a connection that was refused since is left alone
   * @returns the lease; `null`: another has it, there is a newer version already, or it was refused
   */
  async claim(
    tx: Transaction,
    { tenantId, id, version }: RenewalRef,
    knownStatus: string,
    leaseSeconds: number,
  ): Promise<string | null> {
    const row = await tx.row<{ lease: string }>(
      `UPDATE integrations SET renewing_until = now() + $4 * interval '1 second'
       WHERE tenant_id = $1 AND id = $2 AND credentials_version = $3 AND status <> 'disconnected'
         AND (status <> 'needs_reauth' OR $5 = 'needs_reauth') AND (renewing_until IS NULL OR renewing_until < now())
       RETURNING renewing_until::text AS lease`,
      [tenantId, id, version, leaseSeconds, knownStatus],
    );
    return row?.lease ?? null;
  }

  async release(tx: Transaction, { tenantId, id }: RenewalRef, lease: string): Promise<void> {
    await tx.execute(
      `UPDATE integrations SET renewing_until = NULL WHERE tenant_id = $1 AND id = $2 AND renewing_until::text = $3`,
      [tenantId, id, lease],
    );
  }

  state(tx: Transaction, { tenantId, id }: Omit<RenewalRef, 'version'>): Promise<RenewalState | undefined> {
    return tx.row<RenewalState>(
      `SELECT status, credentials_version AS version FROM integrations WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id],
    );
  }

  /** Locks the integration, if these credentials are still its newest: whatever is done then holds for them alone. */
  async isCurrent(tx: Transaction, { tenantId, id, version }: RenewalRef): Promise<boolean> {
    const row = await tx.row(
      `SELECT 1 FROM integrations WHERE tenant_id = $1 AND id = $2 AND credentials_version = $3
         AND status <> 'disconnected' FOR UPDATE`,
      [tenantId, id, version],
    );
    return row !== undefined;
  }

  /** New credentials are here: the connection works again, if it had stopped working. */
  async succeed(tx: Transaction, { tenantId, id }: RenewalRef): Promise<void> {
    await tx.execute(
      `UPDATE integrations SET status = 'connected', last_error = NULL, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND status = 'needs_reauth'`,
      [tenantId, id],
    );
  }
}
